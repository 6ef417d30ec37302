namespace Local.Cosmos;

/// <summary>What happens to a request instead of, before or after being handled.</summary>
public abstract record FaultAction
{
    private FaultAction()
    {
    }

    /// <summary>
    /// Answered at once and not handled. <paramref name="RetryAfter"/> goes into <c>x-ms-retry-after-ms</c>, the only such
    /// header the SDK reads; a 429 without it makes the SDK wait five seconds.
    /// </summary>
    public sealed record Answer(int Status, int Substatus = 0, TimeSpan? RetryAfter = null) : FaultAction;

    /// <summary>Handled after a time, measured by the emulator's clock.</summary>
    public sealed record Delay(TimeSpan Time) : FaultAction;

    /// <summary>
    /// The request is handled, so a write is done; then it is answered like this, 408 for instance: timed out but committed.
    /// </summary>
    public sealed record AnswerAfterHandling(int Status, int Substatus = 0) : FaultAction;

    /// <summary>The connection is closed; the request is not handled.</summary>
    public sealed record CloseBeforeHandling : FaultAction;

    /// <summary>The request is handled, so a write is done; then the connection is closed without an answer.</summary>
    public sealed record CloseAfterHandling : FaultAction;
}

/// <summary>
/// A rule: which requests, and what happens to them. Example: the second and third create are throttled:
/// <code>
/// emulator.Faults.Add(new CosmosFault(new FaultAction.Answer(429, 3200, TimeSpan.FromMilliseconds(20)))
/// { Method = "POST", PathContains = "/colls/users/docs", Skip = 1, Times = 2 });
/// </code>
/// </summary>
public sealed class CosmosFault(FaultAction action)
{
    private readonly Lock gate = new();
    private Random? random;
    private int matches;
    private int hits;

    public FaultAction Action => action;

    /// <summary>HTTP method in upper case; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>Part of the path as sent, percent-encoded; empty for any.</summary>
    public string PathContains { get; init; } = "";

    /// <summary>What the request asks for; null for anything.</summary>
    public CosmosOperation? Operation { get; init; }

    /// <summary>Share of the matching requests that are hit, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Makes the choice of <see cref="Probability"/> the same in every run.</summary>
    public int Seed { get; init; }

    /// <summary>The rule ends this long after it was added, by the emulator's clock; null for never.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>What it is called where hits are counted.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many matching requests pass before the first one is hit.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests are hit at most; null for no limit.</summary>
    public int? Times { get; init; }

    /// <summary>How many requests were hit so far.</summary>
    public int Hits
    {
        get
        {
            lock (gate)
            {
                return hits;
            }
        }
    }

    internal DateTimeOffset Ends { get; set; } = DateTimeOffset.MaxValue;

    internal bool Hit(string method, string path, CosmosOperation operation, DateTimeOffset now)
    {
        if ((Method is not null && Method != method)
            || (Operation is not null && Operation != operation)
            || !path.Contains(PathContains, StringComparison.Ordinal)
            || now >= Ends)
        {
            return false;
        }

        lock (gate)
        {
            if (matches++ < Skip || hits >= Times || (Probability < 1 && (random ??= new Random(Seed)).NextDouble() >= Probability))
            {
                return false;
            }

            hits++;
            return true;
        }
    }
}
