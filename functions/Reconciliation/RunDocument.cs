using System.Text.Json.Serialization;

namespace Serverless.Reconciliation;

/// <summary>One run of reconciliation, and once it has ended its report. Times are in milliseconds since the Unix epoch, by our clock.</summary>
public sealed record RunDocument
{
    /// <summary>A run's documents share a partition; its report has this id in it.</summary>
    public const string ReportId = "report";

    public required RunId Run { get; init; }

    public string Id { get; init; } = ReportId;

    public required RunKind Kind { get; init; }

    public required RunPhase Phase { get; init; }

    public required long StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    /// <summary>
    /// Whom the run looks at, by when Clerk made their accounts; of a run over changes, where the counts differ.
    /// </summary>
    public IReadOnlyList<Window> Windows { get; init; } = [];

    /// <summary>
    /// How many living users we held when the run began; of a run about organizations, how many of these and of memberships. The
    /// brake is a share of them.
    /// </summary>
    public long Population { get; init; }

    public RunTotals Totals { get; init; } = new();

    /// <summary>In words for a person, if the run did not simply end well.</summary>
    public string? Remark { get; init; }

    /// <summary>Seconds the store keeps the document.</summary>
    public int Ttl { get; init; } = Retention.Seconds;

    [JsonIgnore]
    public bool IsAboutOrganizations => Kind is RunKind.Organizations or RunKind.MemberCounts;

    [JsonIgnore]
    public bool HasEnded => Phase is RunPhase.Done or RunPhase.Stopped or RunPhase.Failed;
}

public enum RunKind
{
    /// <summary>Whoever changed at Clerk since the last time, newest first.</summary>
    [JsonStringEnumMemberName("changes")]
    Changes,

    /// <summary>Everybody; also the first import.</summary>
    [JsonStringEnumMemberName("sweep")]
    Sweep,

    /// <summary>Those windows in which Clerk counts other than we do.</summary>
    [JsonStringEnumMemberName("counts")]
    Counts,

    /// <summary>All organizations and their members.</summary>
    [JsonStringEnumMemberName("organizations")]
    Organizations,

    /// <summary>All organizations, and the members of those of which Clerk counts other than we do.</summary>
    [JsonStringEnumMemberName("memberCounts")]
    MemberCounts,
}

public enum RunPhase
{
    /// <summary>Clerk's pages are compared with our documents.</summary>
    [JsonStringEnumMemberName("walking")]
    Walking,

    /// <summary>Those whom no page named are asked for one by one.</summary>
    [JsonStringEnumMemberName("confirming")]
    Confirming,

    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>The brake: it would have buried too many. Nobody was buried.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>It did not get through. What it repaired stays repaired; nobody was buried for being absent from its listing.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>Accounts made after one time and not after another, in milliseconds since the Unix epoch by Clerk's clock.</summary>
public sealed record Window(long After, long UpTo)
{
    /// <summary>Before any account; -1 so that those for whom Clerk gave no time, kept as 0, are within.</summary>
    public const long Beginning = -1;

    /// <summary>The earlier and the later half; null for a single millisecond.</summary>
    public (Window Early, Window Late)? Halves()
    {
        var middle = After + ((UpTo - After) / 2);
        return middle == After ? null : (new Window(After, middle), new Window(middle, UpTo));
    }
}

/// <summary>How long the store keeps what reconciliation writes down: 90 days.</summary>
internal static class Retention
{
    public const int Seconds = 90 * 24 * 60 * 60;
}
