using System.Globalization;
using Serverless.Identity.History;

namespace Serverless.Operations.History;

/// <summary>What an entry of a history means, in a sentence for whoever is on call.</summary>
public static class HistoryWords
{
    public static string Of(HistoryEntry entry)
    {
        var subject = entry.About == "user" ? "the person" : $"the membership in {entry.About}";
        var (learnt, held) = (Version(entry.Version), Version(entry.Held));
        var asOf = learnt is null ? "" : $" as of {learnt}";
        return $"{Door(entry)} " + entry.Decision switch
        {
            "created" => $"told of {subject} for the first time{asOf}: a document was made.",
            "replaced" when held is null => $"told of {subject}{asOf}; nothing was known but that they exist, or are expected.",
            "replaced" => $"told of {subject}{asOf}, which is newer than what was held, of {held}: it was replaced.",
            "ignored-stale" when learnt is not null && held is not null =>
                $"told of {subject} as of {learnt}; what was held is of {held}, and newer or as new: ignored as stale.",
            "ignored-stale" => $"told of {subject} nothing that was not known better: ignored as stale.",
            "ignored-duplicate" => $"told of {subject}{asOf} exactly what was held: ignored as a duplicate.",
            "ignored-already-deleted" => $"told of {subject}{asOf}, who is deleted, which is final: ignored.",
            "buried" => $"told that {subject} was deleted: a tombstone remains.",
            "buried-unseen" =>
                $"told that {subject}, of whom nothing was known, was deleted: a tombstone was made, so that nothing late revives them.",
            var other => $"told of {subject}: {other}.",
        };
    }

    private static string Door(HistoryEntry entry) => entry.Door switch
    {
        Doors.Webhook => $"The event {entry.What}, delivery {entry.Reference},",
        Doors.Reconcile => $"Reconciliation, {entry.Reference}, step {entry.What},",
        Doors.Invitation => entry.Reference is null ? $"The room of invitations ({entry.What})" : $"The invitation {entry.Reference} ({entry.What})",
        _ => "A request of a client",
    };

    /// <summary>Versions are Clerk's times; what no calendar has is shown as the number it is.</summary>
    private static string? Version(long? milliseconds) => milliseconds switch
    {
        null => null,
        >= 0 and <= 253_402_300_799_999 => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value)
            .ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => milliseconds.Value.ToString(CultureInfo.InvariantCulture),
    };
}
