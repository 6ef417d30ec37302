namespace Local.Clerk;

/// <summary>What goes wrong.</summary>
public abstract record ClerkFaultAction
{
    private ClerkFaultAction()
    {
    }

    /// <summary>A request is answered at once and not handled. <paramref name="RetryAfter"/> is sent in whole seconds.</summary>
    public sealed record Answer(int Status, TimeSpan? RetryAfter = null) : ClerkFaultAction;

    /// <summary>A request is handled, so a write is done; then it is answered like this.</summary>
    public sealed record AnswerAfterHandling(int Status) : ClerkFaultAction;

    /// <summary>A request is handled after a time, measured by the simulator's clock.</summary>
    public sealed record Delay(TimeSpan Time) : ClerkFaultAction;

    /// <summary>The connection is closed; the request is not handled.</summary>
    public sealed record CloseBeforeHandling : ClerkFaultAction;

    /// <summary>The request is handled, so a write is done; then the connection is closed without an answer.</summary>
    public sealed record CloseAfterHandling : ClerkFaultAction;

    /// <summary>A page of a list ends after this share of its entries; 0 makes it empty.</summary>
    public sealed record ShortPage(double Share) : ClerkFaultAction;

    /// <summary>
    /// This share of what exists is in no page of any list, the same ones each time; pages are as full as ever. Single reads
    /// and counts know better.
    /// </summary>
    public sealed record HideFromLists(double Share) : ClerkFaultAction;

    /// <summary>A count, or the total of a list, is multiplied and shifted.</summary>
    public sealed record WrongCount(double Factor, int Difference = 0) : ClerkFaultAction;

    /// <summary>A webhook is never sent.</summary>
    public sealed record DropWebhook : ClerkFaultAction;

    /// <summary>A webhook is sent twice, with the same <c>svix-id</c>.</summary>
    public sealed record DuplicateWebhook : ClerkFaultAction;

    /// <summary>A webhook's first attempt is made this much later.</summary>
    public sealed record DelayWebhook(TimeSpan Time) : ClerkFaultAction;

    /// <summary>A webhook's first attempt is made at any time within this, so that others overtake it.</summary>
    public sealed record ReorderWebhook(TimeSpan Within) : ClerkFaultAction;
}

/// <summary>
/// A rule: which requests or webhooks, and what goes wrong with them. Example: every tenth deletion's webhook is lost:
/// <code>
/// simulator.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()) { EventType = "user.deleted", Probability = 0.1, Seed = 7 });
/// </code>
/// </summary>
public sealed class ClerkFault(ClerkFaultAction action)
{
    private readonly Lock gate = new();
    private Random? random;
    private int matches;
    private int hits;

    public ClerkFaultAction Action => action;

    /// <summary>What it is called where hits are counted.</summary>
    public string Name { get; init; } = "";

    /// <summary>HTTP method in upper case; null for any. Of requests only.</summary>
    public string? Method { get; init; }

    /// <summary>Part of the path; empty for any. Of requests only.</summary>
    public string PathContains { get; init; } = "";

    /// <summary>Beginning of the event's type, such as <c>user.</c>; empty for any. Of webhooks only.</summary>
    public string EventType { get; init; } = "";

    /// <summary>Share of the matching requests or webhooks that are hit, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Makes the choice of <see cref="Probability"/> the same in every run.</summary>
    public int Seed { get; init; }

    /// <summary>The rule ends this long after it was added, by the simulator's clock; null for never.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>How many matching ones pass before the first is hit.</summary>
    public int Skip { get; init; }

    /// <summary>How many are hit at most; null for no limit.</summary>
    public int? Times { get; init; }

    /// <summary>How many were hit so far.</summary>
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

    internal bool HitsRequest(string method, string path, DateTimeOffset now) =>
        (Method is null || Method == method) && path.Contains(PathContains, StringComparison.Ordinal) && now < Ends && Hit();

    internal bool HitsWebhook(string type, DateTimeOffset now) =>
        type.StartsWith(EventType, StringComparison.Ordinal) && now < Ends && Hit();

    /// <summary>A number from 0 to 1 from the same source as the choice of what is hit.</summary>
    internal double Draw()
    {
        lock (gate)
        {
            return (random ??= new Random(Seed)).NextDouble();
        }
    }

    private bool Hit()
    {
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
