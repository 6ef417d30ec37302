namespace Local.Cosmos;

/// <summary>How the whole account is out of order.</summary>
public enum CosmosOutage
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Every request is answered 503.</summary>
    ServiceUnavailable,

    /// <summary>Every connection is closed without an answer.</summary>
    ConnectionsClosed,
}

/// <summary>Faults to inject. The first rule that hits a request decides; an outage goes before all rules.</summary>
public sealed class CosmosFaults
{
    private readonly Lock gate = new();
    private volatile CosmosFault[] rules = [];   // replaced whole, so that a request reads it without a lock
    private volatile CosmosOutage outage;
    private long outageHits;

    internal CosmosFaults()
    {
    }

    /// <summary>Lasts until set to <see cref="CosmosOutage.None"/>.</summary>
    public CosmosOutage Outage
    {
        get => outage;
        set => outage = value;
    }

    /// <summary>Requests turned away by outages so far.</summary>
    public long OutageHits => Interlocked.Read(ref outageHits);

    /// <returns>The rule given, for its counter.</returns>
    public CosmosFault Add(CosmosFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (gate)
        {
            rules = [.. rules, fault];
        }

        return fault;
    }

    /// <summary>Removes all rules and ends an outage.</summary>
    public void Clear()
    {
        lock (gate)
        {
            rules = [];
        }

        outage = CosmosOutage.None;
    }

    internal FaultAction? Match(string method, string path)
    {
        if (outage is var current and not CosmosOutage.None)
        {
            Interlocked.Increment(ref outageHits);
            return current == CosmosOutage.ServiceUnavailable
                ? new FaultAction.Answer(503)
                : new FaultAction.CloseBeforeHandling();
        }

        foreach (var rule in rules)
        {
            if (rule.Hit(method, path))
            {
                return rule.Action;
            }
        }

        return null;
    }
}
