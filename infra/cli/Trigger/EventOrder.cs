using System.Text.Json.Nodes;
using Serverless.Webhooks;

namespace Serverless.Cli.Trigger;

/// <summary>Which events are wanted.</summary>
/// <param name="Id">Of the delivery, which is the same for all then, and so is the event; null for new ones.</param>
/// <param name="At">When it happened; null for now.</param>
/// <param name="SignedAt">Null for now.</param>
internal sealed record EventOrder(string Type, IReadOnlyList<string> Overrides, string? Id, DateTimeOffset? At, DateTimeOffset? SignedAt)
{
    /// <summary>Made one by one, as they are taken.</summary>
    public IEnumerable<(JsonObject Json, SignedEvent Signed)> Make(int count, WebhookSettings webhooks, TimeProvider clock)
    {
        JsonObject? repeated = null;
        for (var i = 0; i < count; i++)
        {
            var json = repeated ?? New(webhooks.InstanceId, clock);
            repeated = Id is null ? null : json;
            yield return (json, SignedEvent.Sign(json, Id ?? $"msg_{Guid.NewGuid():N}", SignedAt ?? clock.GetUtcNow(), webhooks.SigningSecrets[0]));
        }
    }

    private JsonObject New(string? instance, TimeProvider clock)
    {
        var json = new FreshEvent(At ?? clock.GetUtcNow(), instance, Random.Shared).Make(Type);
        Trigger.Overrides.Apply(json, Overrides);
        return json;
    }
}
