namespace Local.ServiceBus;

/// <summary>How often a fault has struck an operation.</summary>
/// <param name="Operation">Null for an outage, which strikes connections.</param>
public sealed record BrokerFaultHits(BrokerFault Fault, BrokerOperation? Operation, long Hits);

/// <summary>What <see cref="ServiceBusFaults"/> has done since the emulator started, and what is in force.</summary>
/// <param name="Hits">One entry per fault and operation that were hit, in the order of their names.</param>
/// <param name="OrdersInForce">Orders not used up, not run out and not cleared; an outage is not among them.</param>
public sealed record BrokerFaultCounters(IReadOnlyList<BrokerFaultHits> Hits, int OrdersInForce, bool Outage);
