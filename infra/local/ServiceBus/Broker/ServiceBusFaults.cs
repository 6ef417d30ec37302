using System.Collections.Concurrent;

namespace Local.ServiceBus;

/// <summary>
/// Faults on demand: armed for an operation, a number of times or with a probability, on every queue and connection.
/// Several may be armed for one operation; the first armed that applies is taken. Safe to use while clients are at work.
/// </summary>
public sealed class ServiceBusFaults
{
    private readonly Lock gate = new();
    private readonly List<Armed> armed = [];
    private readonly ConcurrentDictionary<BrokerFault, long> hits = [];
    private readonly Action outageBegins;
    private volatile bool anyArmed;
    private volatile bool outage;
    private long delayTicks;

    internal ServiceBusFaults(Action outageBegins) => this.outageBegins = outageBegins;

    /// <summary>While true every connection is cut and every new one refused.</summary>
    public bool Outage
    {
        get => outage;
        set
        {
            outage = value;
            if (value)
            {
                outageBegins();
            }
        }
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

    /// <summary>The next <paramref name="times"/> such operations go wrong.</summary>
    public void Inject(BrokerFault fault, BrokerOperation operation, int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        Arm(fault, new Armed(fault, operation, times, Probability: 1, Source: null));
    }

    /// <summary>Such operations go wrong with a probability of 0 to 1; the same seed gives the same sequence.</summary>
    public void Inject(BrokerFault fault, BrokerOperation operation, double probability, int seed)
    {
        if (probability is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is 0 to 1.");
        }

        Arm(fault, new Armed(fault, operation, int.MaxValue, probability, new Random(seed)));
    }

    /// <summary>Disarms everything, ends the outage and the delay. Counters stay.</summary>
    public void Clear()
    {
        lock (gate)
        {
            armed.Clear();
            anyArmed = false;
        }

        Delay = TimeSpan.Zero;
        Outage = false;
    }

    /// <summary>How often a fault has struck.</summary>
    public long Hits(BrokerFault fault) => hits.GetValueOrDefault(fault);

    internal BrokerFault? Next(BrokerOperation operation)
    {
        if (!anyArmed)
        {
            return null;
        }

        lock (gate)
        {
            var index = armed.FindIndex(it => it.Operation == operation && it.Strikes());
            if (index < 0)
            {
                return null;
            }

            var struck = armed[index];
            hits.AddOrUpdate(struck.Fault, 1, (_, count) => count + 1);
            if (struck.Source is null && --struck.Times == 0)
            {
                armed.RemoveAt(index);
                anyArmed = armed.Count > 0;
            }

            return struck.Fault;
        }
    }

    private void Arm(BrokerFault fault, Armed it)
    {
        if (!Applies(fault, it.Operation))
        {
            throw new ArgumentException($"{fault} cannot happen to {it.Operation}.", nameof(fault));
        }

        lock (gate)
        {
            armed.Add(it);
            anyArmed = true;
        }
    }

    private static bool Applies(BrokerFault fault, BrokerOperation operation) => fault switch
    {
        BrokerFault.AcceptedNotAnswered => operation is not (BrokerOperation.Receive or BrokerOperation.Peek),
        BrokerFault.LockLost => operation is BrokerOperation.Complete or BrokerOperation.Abandon
            or BrokerOperation.DeadLetter or BrokerOperation.RenewLock,
        BrokerFault.DeliveredAgain => operation is BrokerOperation.Complete,
        _ => true,
    };

    private sealed record Armed(BrokerFault Fault, BrokerOperation Operation, int Times, double Probability, Random? Source)
    {
        public int Times { get; set; } = Times;

        public bool Strikes() => Source is null || Source.NextDouble() < Probability;
    }
}
