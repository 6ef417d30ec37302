using System.Text.Json.Serialization;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <summary>When an event about a user last came through, whoever it was about. Written once a minute at most.</summary>
public sealed class LastUserEvent(Documents<LastUserEventDocument> documents, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long noted = long.MinValue;

    public async Task<DateTimeOffset?> Find(CancellationToken cancellation) =>
        (await documents.Find(LastUserEventDocument.DocumentId, cancellation))?.Value.At;

    public async Task Note(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var before = Interlocked.Read(ref noted);
        if (now.Ticks - Pause.Ticks < before || Interlocked.CompareExchange(ref noted, now.Ticks, before) != before)
        {
            return;
        }

        // Of several instances that write at once any may win: their times are seconds apart.
        var document = new LastUserEventDocument(now);
        _ = await documents.Find(LastUserEventDocument.DocumentId, cancellation) is { } stored
            ? await documents.TryReplace(document.Id, document, stored.ETag, cancellation)
            : await documents.TryCreate(document.Id, document, cancellation);
    }
}

/// <param name="At">By our clock.</param>
public sealed record LastUserEventDocument(DateTimeOffset At)
{
    public const string DocumentId = "last-user-event";

    public string Id { get; init; } = DocumentId;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LastUserEventDocument))]
internal sealed partial class LastUserEventJson : JsonSerializerContext;
