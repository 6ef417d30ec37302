using System.Collections.Concurrent;
using Local.Cosmos.Gateway;

namespace Local.Cosmos;

/// <summary>
/// Faults to inject. An outage goes before all rules; of the rules the first that hits a request decides; what they let through
/// may still be throttled.
/// </summary>
public sealed class CosmosFaults
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, RequestUnitBudget> budgets = new(StringComparer.Ordinal);
    private volatile CosmosFault[] rules = [];   // replaced whole, so that a request reads it without a lock
    private volatile OutageState outage = OutageState.None;
    private long outageHits;
    private long throttled;

    internal CosmosFaults(TimeProvider clock) => this.clock = clock;

    /// <summary>Setting it lasts until it is set to <see cref="CosmosOutage.None"/>.</summary>
    public CosmosOutage Outage
    {
        get => clock.GetUtcNow() < outage.Ends ? outage.Kind : CosmosOutage.None;
        set => outage = new OutageState(value, DateTimeOffset.MaxValue);
    }

    /// <summary>Requests turned away by outages so far.</summary>
    public long OutageHits => Interlocked.Read(ref outageHits);

    /// <summary>Requests turned away as their container's request units were used up.</summary>
    public long Throttled => Interlocked.Read(ref throttled);

    /// <summary>An outage that ends by itself, by the emulator's clock.</summary>
    public void BeginOutage(CosmosOutage kind, TimeSpan lasts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lasts, TimeSpan.Zero);
        outage = new OutageState(kind, clock.GetUtcNow() + lasts);
    }

    /// <summary>
    /// Enforces a throughput: when a container has used up its request units, requests to its items are answered 429 with the
    /// time to wait. Unused units last a second.
    /// </summary>
    /// <param name="container">Its id, in whichever database.</param>
    /// <param name="requestUnitsPerSecond">Null for no limit.</param>
    public void LimitThroughput(string container, double? requestUnitsPerSecond)
    {
        ArgumentException.ThrowIfNullOrEmpty(container);
        if (requestUnitsPerSecond is not { } perSecond)
        {
            budgets.TryRemove(container, out _);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(perSecond, 0);
        budgets[container] = new RequestUnitBudget(perSecond, clock);
    }

    /// <returns>The rule given, for its counter.</returns>
    public CosmosFault Add(CosmosFault fault)
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
    public void Apply(CosmosFaultOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        order.ApplyTo(this);
    }

    /// <summary>Removes all rules and limits and ends an outage; the counters of outages and throttling stay.</summary>
    public void Clear()
    {
        lock (gate)
        {
            rules = [];
        }

        budgets.Clear();
        outage = OutageState.None;
    }

    public CosmosFaultCounters Counters() =>
        new(OutageHits, Throttled, [.. rules.Select(rule => new CosmosFaultCount(rule.Name, rule.Hits))]);

    internal FaultAction? Match(LoopbackRequest request)
    {
        if (Outage is var kind and not CosmosOutage.None)
        {
            Interlocked.Increment(ref outageHits);
            return kind == CosmosOutage.ServiceUnavailable
                ? new FaultAction.Answer(503)
                : new FaultAction.CloseBeforeHandling();
        }

        var current = rules;
        if (current.Length == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var operation = Operations.Of(request);
        foreach (var rule in current)
        {
            if (rule.Hit(request.Method, request.Path, operation, now))
            {
                return rule.Action;
            }
        }

        return null;
    }

    /// <summary>Null when nothing limits the container.</summary>
    internal RequestUnitBudget? BudgetOf(string container) => budgets.IsEmpty ? null : budgets.GetValueOrDefault(container);

    internal void CountThrottled() => Interlocked.Increment(ref throttled);

    private sealed record OutageState(CosmosOutage Kind, DateTimeOffset Ends)
    {
        public static readonly OutageState None = new(CosmosOutage.None, DateTimeOffset.MaxValue);
    }
}

/// <param name="Name">Of the rule.</param>
/// <param name="Hits">Requests it hit.</param>
public sealed record CosmosFaultCount(string Name, int Hits);

/// <param name="OutageHits">Requests turned away by outages.</param>
/// <param name="Throttled">Requests turned away by limits of throughput.</param>
/// <param name="Rules">In the order they were added.</param>
public sealed record CosmosFaultCounters(long OutageHits, long Throttled, IReadOnlyList<CosmosFaultCount> Rules);
