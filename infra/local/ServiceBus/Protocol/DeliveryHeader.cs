namespace Local.ServiceBus.Protocol;

/// <summary>What the broker says about a message it hands out, beside the content its sender gave.</summary>
/// <param name="LockToken">Empty when nothing is locked.</param>
/// <param name="LockedUntil">Default when nothing is locked.</param>
/// <param name="DeliveryCount">This delivery included; when peeked, the failed ones only.</param>
/// <param name="TimeToLive">The one in force: the sender's, capped by the queue's.</param>
internal readonly record struct DeliveryHeader(
    long SequenceNumber,
    long EnqueuedSequenceNumber,
    DateTimeOffset EnqueuedAt,
    TimeSpan TimeToLive,
    Guid LockToken,
    DateTimeOffset LockedUntil,
    int DeliveryCount,
    MessageState State)
{
    public void Write(WireWriter writer)
    {
        writer.WriteInt64(SequenceNumber);
        writer.WriteInt64(EnqueuedSequenceNumber);
        writer.WriteInt64(EnqueuedAt.UtcTicks);
        writer.WriteInt64(TimeToLive.Ticks);
        writer.WriteGuid(LockToken);
        writer.WriteInt64(LockedUntil.UtcTicks);
        writer.WriteInt32(DeliveryCount);
        writer.WriteByte((byte)State);
    }

    public static DeliveryHeader Read(ref WireReader reader) => new(
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInstant(),
        TimeSpan.FromTicks(reader.ReadInt64()),
        reader.ReadGuid(),
        reader.ReadInstant(),
        reader.ReadInt32(),
        (MessageState)reader.ReadByte());
}
