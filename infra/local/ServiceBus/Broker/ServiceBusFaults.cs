namespace Local.ServiceBus;

/// <summary>
/// Faults on demand, by <see cref="BrokerFaultOrder"/>. Several may stand for one operation; the first that applies is
/// taken. Safe to use while clients are at work.
/// </summary>
public sealed class ServiceBusFaults
{
    /// <summary>Orders in force at once.</summary>
    private const int MostOrders = 1000;

    private readonly TimeProvider clock;
    private readonly Func<string, bool> queueExists;
    private readonly Action outageBegins;
    private readonly Lock gate = new();
    private readonly List<Standing> standing = [];
    private readonly Dictionary<(BrokerFault, BrokerOperation?), long> hits = [];
    private volatile bool anyStanding;
    private long outageUntilTicks;
    private long delayTicks;

    internal ServiceBusFaults(TimeProvider clock, Func<string, bool> queueExists, Action outageBegins)
    {
        this.clock = clock;
        this.queueExists = queueExists;
        this.outageBegins = outageBegins;
    }

    /// <summary>While true every connection is cut and every new one refused.</summary>
    public bool Outage
    {
        get => Interlocked.Read(ref outageUntilTicks) is var until and > 0 && clock.GetUtcNow().UtcTicks < until;
        set => SetOutage(value ? DateTimeOffset.MaxValue : default);
    }

    /// <summary>Each request waits this long, by the emulator's clock, before it is carried out. Zero by default.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref delayTicks));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Interlocked.Exchange(ref delayTicks, value.Ticks);
        }
    }

    /// <summary>Puts an order in force.</summary>
    /// <exception cref="ArgumentException">The order makes no sense, names no queue of the emulator, or there are too many.</exception>
    public void Apply(BrokerFaultOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        order.Validate();
        if (order.Queue is not null && !queueExists(order.Queue))
        {
            throw new ArgumentException($"Fault {order.Fault}: there is no queue '{order.Queue}'.", nameof(order));
        }

        var until = order.For is { } time ? clock.GetUtcNow() + time : DateTimeOffset.MaxValue;
        if (order.Fault == BrokerFault.Outage)
        {
            SetOutage(until);
            return;
        }

        lock (gate)
        {
            ForgetEnded();
            if (standing.Count >= MostOrders)
            {
                throw new ArgumentException($"{MostOrders} orders are in force already.", nameof(order));
            }

            standing.Add(new Standing(order, until));
            anyStanding = true;
        }
    }

    /// <summary>The next <paramref name="times"/> such operations go wrong.</summary>
    public void Inject(BrokerFault fault, BrokerOperation operation, int times = 1) =>
        Apply(new BrokerFaultOrder { Fault = fault, Operation = operation, Times = times });

    /// <summary>Such operations go wrong with a probability of 0 to 1; the same seed gives the same sequence.</summary>
    public void Inject(BrokerFault fault, BrokerOperation operation, double probability, int seed) =>
        Apply(new BrokerFaultOrder { Fault = fault, Operation = operation, Probability = probability, Seed = seed });

    /// <summary>Ends all orders, the outage and the delay. Counters stay.</summary>
    public void Clear()
    {
        lock (gate)
        {
            standing.Clear();
            anyStanding = false;
        }

        Delay = TimeSpan.Zero;
        Outage = false;
    }

    /// <summary>How often a fault has struck; for an outage, how many connections.</summary>
    public long Hits(BrokerFault fault)
    {
        lock (gate)
        {
            return hits.Where(it => it.Key.Item1 == fault).Sum(it => it.Value);
        }
    }

    public BrokerFaultCounters Count()
    {
        lock (gate)
        {
            ForgetEnded();
            return new BrokerFaultCounters(
                [.. hits.Select(it => new BrokerFaultHits(it.Key.Item1, it.Key.Item2, it.Value))
                    .OrderBy(it => $"{it.Fault} {it.Operation}", StringComparer.Ordinal)],
                standing.Count,
                Outage);
        }
    }

    internal void CountOutageHit()
    {
        lock (gate)
        {
            CountHit(BrokerFault.Outage, operation: null);
        }
    }

    /// <summary>The order, if any, that strikes this operation.</summary>
    internal BrokerFaultOrder? Next(BrokerOperation operation, string queue)
    {
        if (!anyStanding)
        {
            return null;
        }

        lock (gate)
        {
            ForgetEnded();
            var struck = standing.Find(it => it.Strikes(operation, queue));
            if (struck is not null)
            {
                CountHit(struck.Order.Fault, operation);
            }

            return struck?.Order;
        }
    }

    private void SetOutage(DateTimeOffset until)
    {
        Interlocked.Exchange(ref outageUntilTicks, until.UtcTicks);
        if (until != default)
        {
            outageBegins();
        }
    }

    private void CountHit(BrokerFault fault, BrokerOperation? operation) =>
        hits[(fault, operation)] = hits.GetValueOrDefault((fault, operation)) + 1;

    private void ForgetEnded()
    {
        var now = clock.GetUtcNow();
        standing.RemoveAll(it => it.Left == 0 || it.Until <= now);
        anyStanding = standing.Count > 0;
    }

    private sealed class Standing(BrokerFaultOrder order, DateTimeOffset until)
    {
        private readonly Random random = new(order.Seed);
        private int skip = order.Skip;

        public BrokerFaultOrder Order => order;

        public DateTimeOffset Until => until;

        public int Left { get; private set; } = order.Times ?? int.MaxValue;

        public bool Strikes(BrokerOperation operation, string queue)
        {
            if ((order.Operation is { } only && only != operation) || !order.AppliesTo(operation)
                || (order.Queue is { } one && !one.Equals(queue, StringComparison.OrdinalIgnoreCase))
                || (skip > 0 && skip-- > 0)
                || random.NextDouble() >= order.Probability)
            {
                return false;
            }

            Left -= order.Times is null ? 0 : 1;
            return true;
        }
    }
}
