using System.Text.Json.Serialization;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;

namespace Serverless.Users;

/// <summary>
/// Admins who leave, or are made members, do so one after the other over all instances of the app: two who leave at once would each
/// see the other stay.
/// </summary>
public sealed class AdminTurns(Documents<AdminTurnDocument> documents, IdGenerator ids, TimeProvider clock)
{
    /// <summary>Longer than any turn takes, as calls to Clerk end after a minute; for an instance that dies in the middle of its turn.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>False if it is somebody else's turn; then nothing was done.</summary>
    public async Task<bool> TryTake(Func<Task> act, CancellationToken cancellation)
    {
        var turn = new AdminTurnDocument(ids.Next("turn_"), clock.GetUtcNow() + Longest);
        var stored = await documents.Find(AdminTurnDocument.DocumentId, cancellation);
        var isMine = stored is null
            ? await documents.TryCreate(turn.Id, turn, cancellation)
            : stored.Value.Until <= clock.GetUtcNow() && await documents.TryReplace(turn.Id, turn, stored.ETag, cancellation);
        if (isMine)
        {
            // If it fails, the turn is kept until it ends by itself: Clerk may have done, or may still do, what it did not answer.
            await act();
            await GiveBack(turn, cancellation);
        }

        return isMine;
    }

    private async Task GiveBack(AdminTurnDocument turn, CancellationToken cancellation)
    {
        if (await documents.Find(turn.Id, cancellation) is { } stored && stored.Value.Holder == turn.Holder)
        {
            await documents.TryReplace(turn.Id, turn with { Until = DateTimeOffset.MinValue }, stored.ETag, cancellation);
        }
    }
}

/// <param name="Until">When the turn is over, by our clock, even if its holder does not say so.</param>
public sealed record AdminTurnDocument(string Holder, DateTimeOffset Until)
{
    public const string DocumentId = "admin-turn";

    public string Id { get; init; } = DocumentId;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AdminTurnDocument))]
internal sealed partial class AdminTurnJson : JsonSerializerContext;
