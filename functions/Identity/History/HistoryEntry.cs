using System.Text.Json.Serialization;

namespace Serverless.Identity.History;

/// <summary>Something that was decided about one person. Ids, versions and stable names only: nothing of what the person is called.</summary>
/// <param name="At">By our clock, in milliseconds since the Unix epoch.</param>
/// <param name="Door">See <see cref="Doors"/>.</param>
/// <param name="What">The type of the event, or the kind of work, that brought it.</param>
/// <param name="Reference">The id of the message, or of the run.</param>
/// <param name="About"><c>user</c>, or the id of the organization whose membership it was.</param>
/// <param name="Decision">A stable name, such as <c>ignored-stale</c>.</param>
/// <param name="Version">Of what was learnt, if it has one.</param>
/// <param name="Held">The version of what was held; null if nothing was, or it has none.</param>
public sealed record HistoryEntry(
    UserId User, long At, string Door, string What, string? Reference, string About, string Decision, long? Version, long? Held);

/// <summary>Some entries as one document: written one by one, they would cost as much as what they tell of.</summary>
public sealed record HistoryDocument
{
    public required string Id { get; init; }

    /// <summary>Of whom it tells; indexed.</summary>
    public required IReadOnlyList<UserId> Users { get; init; }

    public required IReadOnlyList<HistoryEntry> Entries { get; init; }

    /// <summary>Seconds the store keeps it.</summary>
    public required int Ttl { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryDocument))]
internal sealed partial class HistoryJson : JsonSerializerContext;
