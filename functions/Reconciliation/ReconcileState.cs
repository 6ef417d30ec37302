namespace Serverless.Reconciliation;

/// <summary>What reconciliation remembers from one run to the next; one document, changed under its ETag.</summary>
public sealed record ReconcileState
{
    public const string DocumentId = "reconcile";

    public string Id { get; init; } = DocumentId;

    /// <summary>When reconciliation first ran, by our clock, in milliseconds since the Unix epoch.</summary>
    public required long Since { get; init; }

    /// <summary>
    /// All changes that Clerk stamped up to this time have been looked at; in milliseconds since the Unix epoch, by Clerk's
    /// clock. None before the first sweep has ended.
    /// </summary>
    public long? Watermark { get; init; }

    /// <summary>The sweep, or walk over windows, that is going on. There is one at most.</summary>
    public CurrentRun? Current { get; init; }

    /// <summary>When the last sweep ended well, by our clock, in milliseconds since the Unix epoch.</summary>
    public long? SweptAt { get; init; }
}

/// <summary>Enough to begin the run again if it was cut off before it wrote anything.</summary>
/// <param name="Then">What kind of run takes its place when it has come to its end, in the same write; null for none.</param>
public sealed record CurrentRun(RunId Run, RunKind Kind, long StartedAt, IReadOnlyList<Window> Windows, RunKind? Then = null)
{
    /// <summary>Looks at all that Clerk has made up to now.</summary>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static CurrentRun OverAll(RunKind kind, RunId run, long now) => new(run, kind, now, [new Window(Window.Beginning, now)]);
}
