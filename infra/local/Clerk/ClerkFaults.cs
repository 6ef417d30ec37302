namespace Local.Clerk;

/// <summary>
/// Faults to inject. Each request and each webhook meets the rules in the order they were added: the first that hits decides
/// how a request is handled, another one what a list or a count holds, another one what becomes of a webhook. An outage goes
/// before all of them.
/// </summary>
public sealed class ClerkFaults
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private volatile ClerkFault[] rules = [];   // replaced whole, so that a request reads it without a lock
    private volatile OutageState outage = OutageState.None;
    private long outageHits;

    internal ClerkFaults(TimeProvider clock) => this.clock = clock;

    /// <summary>Setting it lasts until it is set to <see cref="ClerkOutage.None"/>.</summary>
    public ClerkOutage Outage
    {
        get
        {
            var current = outage;
            return clock.GetUtcNow() < current.Ends ? current.Kind : ClerkOutage.None;
        }

        set => outage = new OutageState(value, DateTimeOffset.MaxValue);
    }

    /// <summary>Requests turned away by outages so far.</summary>
    public long OutageHits => Interlocked.Read(ref outageHits);

    /// <summary>An outage that ends by itself, by the simulator's clock.</summary>
    public void BeginOutage(ClerkOutage kind, TimeSpan lasts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lasts, TimeSpan.Zero);
        outage = new OutageState(kind, clock.GetUtcNow() + lasts);
    }

    /// <returns>The rule given, for its counter.</returns>
    public ClerkFault Add(ClerkFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        fault.Ends = fault.Lasts is { } lasts ? clock.GetUtcNow() + lasts : DateTimeOffset.MaxValue;
        lock (gate)
        {
            rules = [.. rules, fault];
        }

        return fault;
    }

    /// <exception cref="ArgumentException">The order makes no sense; the message says why.</exception>
    public void Apply(ClerkFaultOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        order.ApplyTo(this);
    }

    /// <summary>Removes all rules and ends an outage; the counter of outages stays.</summary>
    public void Clear()
    {
        lock (gate)
        {
            rules = [];
        }

        outage = OutageState.None;
    }

    public ClerkFaultCounters Counters() => new(OutageHits, [.. rules.Select(rule => new ClerkFaultCount(rule.Name, rule.Hits))]);

    /// <summary>How a request is handled; null for as usual.</summary>
    internal ClerkFaultAction? OnRequest(string method, string path)
    {
        if (Outage is var kind and not ClerkOutage.None)
        {
            Interlocked.Increment(ref outageHits);
            return kind == ClerkOutage.ServiceUnavailable ? new ClerkFaultAction.Answer(503) : new ClerkFaultAction.CloseBeforeHandling();
        }

        return First(
            action => action is ClerkFaultAction.Answer or ClerkFaultAction.AnswerAfterHandling or ClerkFaultAction.Delay
                or ClerkFaultAction.CloseBeforeHandling or ClerkFaultAction.CloseAfterHandling,
            (rule, now) => rule.HitsRequest(method, path, now))?.Action;
    }

    internal T? OnAnswer<T>(string method, string path) where T : ClerkFaultAction =>
        First(action => action is T, (rule, now) => rule.HitsRequest(method, path, now))?.Action as T;

    internal ClerkFault? OnWebhook(string type) => First(
        action => action is ClerkFaultAction.DropWebhook or ClerkFaultAction.DuplicateWebhook or ClerkFaultAction.DelayWebhook
            or ClerkFaultAction.ReorderWebhook,
        (rule, now) => rule.HitsWebhook(type, now));

    private ClerkFault? First(Func<ClerkFaultAction, bool> concerns, Func<ClerkFault, DateTimeOffset, bool> hits)
    {
        var current = rules;
        if (current.Length == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return current.FirstOrDefault(rule => concerns(rule.Action) && hits(rule, now));
    }

    private sealed record OutageState(ClerkOutage Kind, DateTimeOffset Ends)
    {
        public static readonly OutageState None = new(ClerkOutage.None, DateTimeOffset.MaxValue);
    }
}

/// <param name="Name">Of the rule.</param>
/// <param name="Hits">Requests or webhooks it hit.</param>
public sealed record ClerkFaultCount(string Name, int Hits);

/// <param name="OutageHits">Requests turned away by outages.</param>
/// <param name="Rules">In the order they were added.</param>
public sealed record ClerkFaultCounters(long OutageHits, IReadOnlyList<ClerkFaultCount> Rules);
