using Serverless.Tests.Support;
using Svix;
using Svix.Exceptions;

namespace Serverless.Tests.Peers;

/// <summary>One delivery of a webhook, seen by its receiver at a fixed time. Untouched it is good.</summary>
internal sealed record Delivery
{
    public const string OtherSecret = "whsec_/+7dzLuqmYh3ZlVEMyIRAP/u3cy7qpmId2ZVRDMiEQA=";

    public static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    public static readonly Delivery Good = new Delivery().Signed();

    private const string GoodSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    public string Secret { get; init; } = GoodSecret;

    public DateTimeOffset ReceivedAt { get; init; } = SentAt;

    public string Id { get; init; } = "msg_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd";

    public string Timestamp { get; init; } = "1790000000";

    public string Signature { get; init; } = "";

    public string Body { get; init; } = """{"type":"user.created","data":{"first_name":"Zoë"}}""";

    /// <summary>The same, signed as the sender would sign this id and body.</summary>
    public Delivery Signed(string secret = GoodSecret) =>
        this with { Signature = new Webhook(secret).Sign(Id, SentAt, Body) };

    public IReadOnlyDictionary<string, string> Headers(string family) => new Dictionary<string, string>
    {
        [$"{family}-id"] = Id,
        [$"{family}-timestamp"] = Timestamp,
        [$"{family}-signature"] = Signature,
    };

    /// <summary>Why our implementation refuses it, null if it accepts it.</summary>
    public string? RefusalHere(IReadOnlyDictionary<string, string> headers)
    {
        try
        {
            var lookup = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
            new Webhook(Secret, new ManualClock(ReceivedAt)).Verify(Body, name => lookup.GetValueOrDefault(name!));
            return null;
        }
        catch (Exception refusal) when (refusal is WebhookVerificationException or FormatException)
        {
            return refusal.Message;
        }
    }
}
