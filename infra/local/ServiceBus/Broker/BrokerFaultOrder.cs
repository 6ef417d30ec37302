using System.Text.Json.Serialization;

namespace Local.ServiceBus;

/// <summary>
/// A fault to inject: what, to which operations, how often. Made for JSON too, with names as text and times as "hh:mm:ss":
/// <code>{ "fault": "ServiceBusy", "operation": "Send", "probability": 0.2, "seed": 42, "for": "00:01:00" }</code>
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BrokerFaultOrder
{
    public required BrokerFault Fault { get; init; }

    /// <summary>Null for every operation that the fault can happen to.</summary>
    public BrokerOperation? Operation { get; init; }

    /// <summary>Null for every queue. A queue's name stands for its dead-letter queue, too.</summary>
    public string? Queue { get; init; }

    /// <summary>How many such operations pass before the first can be hit.</summary>
    public int Skip { get; init; }

    /// <summary>How many are hit at most; null for no limit.</summary>
    public int? Times { get; init; }

    /// <summary>0 to 1, for each operation anew.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The same seed makes the same operations in the same order hit or not.</summary>
    public int Seed { get; init; }

    /// <summary>How long the order stands, by the emulator's clock; null until it is used up or cleared.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How long <see cref="BrokerFault.Delayed"/> holds an operation up; for that fault only.</summary>
    public TimeSpan? Delay { get; init; }

    /// <exception cref="ArgumentException">The order makes no sense; the text says why.</exception>
    internal void Validate()
    {
        Require(Enum.IsDefined(Fault), $"there is no fault {Fault}");
        Require(Operation is not { } one || Enum.IsDefined(one), $"there is no operation {Operation}");
        Require(Operation is not { } named || AppliesTo(named), $"it cannot happen to {Operation}");
        Require(Fault is not BrokerFault.Outage || Queue is null, "it concerns every queue");
        Require(
            Fault is not BrokerFault.Outage || (Skip == 0 && Times is null && Probability == 1),
            "it begins at once and for certain, and ends after its time");
        Require(Skip >= 0, $"Skip must not be negative, as {Skip} is");
        Require(Times is not < 1, $"Times must be at least 1, not {Times}");
        Require(Probability is >= 0 and <= 1, $"a probability is 0 to 1, not {Probability}");
        Require(For is not { } time || (time > TimeSpan.Zero && time <= TimeSpan.FromDays(365)), $"For must be positive and at most a year, not {For}");
        Require(Fault is BrokerFault.Delayed == Delay is not null, "Delay goes with Delayed, and only with that");
        Require(Delay is not { } delay || (delay > TimeSpan.Zero && delay <= TimeSpan.FromDays(1)), $"Delay must be positive and at most a day, not {Delay}");
    }

    internal bool AppliesTo(BrokerOperation operation) => Fault switch
    {
        BrokerFault.AcceptedNotAnswered or BrokerFault.AcceptedSilently => operation
            is not (BrokerOperation.Receive or BrokerOperation.ReceiveDeferred or BrokerOperation.Peek),
        BrokerFault.LockLost => operation is BrokerOperation.Complete or BrokerOperation.Abandon
            or BrokerOperation.DeadLetter or BrokerOperation.Defer or BrokerOperation.RenewLock,
        BrokerFault.DeliveredAgain => operation is BrokerOperation.Complete,
        BrokerFault.Reordered => operation is BrokerOperation.Receive,
        BrokerFault.Outage => false,
        _ => true,
    };

    private void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"Fault {Fault}: {problem}.");
        }
    }
}
