using System.Diagnostics;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Durability;

/// <summary>Written form of a <see cref="QueueChange"/>: a kind byte, then its fields in order. Instants are UTC ticks.</summary>
internal static class QueueChangeEncoding
{
    // These numbers are in files: a meaning never changes, and none is used again.
    private enum Kind : byte
    {
        Enqueued = 1, Scheduled = 2, Activated = 3, Removed = 4, DeliveryFailed = 5, Rewritten = 6, DeadLettered = 7, Deferred = 8,
        Numbered = 9, Remembered = 10, Restored = 11,
    }

    public static void Write(WireWriter writer, QueueChange change)
    {
        switch (change)
        {
            case QueueChange.Enqueued it:
                WriteAccepted(Begin(writer, Kind.Enqueued), it.SequenceNumber, it.Content, it.At, it.TimeToLive);
                break;

            case QueueChange.Scheduled it:
                WriteAccepted(Begin(writer, Kind.Scheduled), it.SequenceNumber, it.Content, it.At, it.TimeToLive);
                writer.WriteInt64(it.Due.UtcTicks);
                break;

            case QueueChange.Activated it:
                Begin(writer, Kind.Activated).WriteInt64(it.ScheduledNumber);
                writer.WriteInt64(it.SequenceNumber);
                writer.WriteInt64(it.At.UtcTicks);
                break;

            case QueueChange.Removed it:
                WritePlace(Begin(writer, Kind.Removed), it.FromDeadLetters, it.SequenceNumber);
                break;

            case QueueChange.DeliveryFailed it:
                WritePlace(Begin(writer, Kind.DeliveryFailed), it.InDeadLetters, it.SequenceNumber);
                break;

            case QueueChange.Rewritten it:
                WritePlace(Begin(writer, Kind.Rewritten), it.InDeadLetters, it.SequenceNumber);
                writer.WriteBytes(it.Content);
                break;

            case QueueChange.DeadLettered it:
                Begin(writer, Kind.DeadLettered).WriteInt64(it.SequenceNumber);
                writer.WriteBytes(it.Content);
                break;

            case QueueChange.Deferred it:
                WritePlace(Begin(writer, Kind.Deferred), it.InDeadLetters, it.SequenceNumber);
                break;

            case QueueChange.Numbered it:
                Begin(writer, Kind.Numbered).WriteInt64(it.LastSequenceNumber);
                break;

            case QueueChange.Remembered it:
                Begin(writer, Kind.Remembered).WriteString(it.MessageId);
                writer.WriteInt64(it.At.UtcTicks);
                break;

            case QueueChange.Restored it:
                Begin(writer, Kind.Restored).WriteBool(it.ToDeadLetters);
                WriteAccepted(writer, it.SequenceNumber, it.Content, it.At, it.TimeToLive);
                writer.WriteInt64(it.EnqueuedSequenceNumber);
                writer.WriteInt64(it.Due?.UtcTicks ?? 0);
                writer.WriteBool(it.IsDeferred);
                writer.WriteInt32(it.FailedDeliveries);
                break;

            default:
                throw new UnreachableException($"No written form for {change.GetType().Name}.");
        }
    }

    /// <exception cref="InvalidDataException">What follows is no change.</exception>
    public static QueueChange Read(ref WireReader reader) => (Kind)reader.ReadByte() switch
    {
        Kind.Enqueued => ReadEnqueued(ref reader),
        Kind.Scheduled => ReadScheduled(ref reader),
        Kind.Activated => new QueueChange.Activated(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInstant()),
        Kind.Removed => new QueueChange.Removed(reader.ReadBool(), reader.ReadInt64()),
        Kind.DeliveryFailed => new QueueChange.DeliveryFailed(reader.ReadBool(), reader.ReadInt64()),
        Kind.Rewritten => new QueueChange.Rewritten(reader.ReadBool(), reader.ReadInt64(), reader.ReadBytes().ToArray()),
        Kind.DeadLettered => new QueueChange.DeadLettered(reader.ReadInt64(), reader.ReadBytes().ToArray()),
        Kind.Deferred => new QueueChange.Deferred(reader.ReadBool(), reader.ReadInt64()),
        Kind.Numbered => new QueueChange.Numbered(reader.ReadInt64()),
        Kind.Remembered => new QueueChange.Remembered(reader.ReadString(), reader.ReadInstant()),
        Kind.Restored => ReadRestored(ref reader),
        var kind => throw new InvalidDataException($"{(byte)kind} is no kind of change."),
    };

    private static WireWriter Begin(WireWriter writer, Kind kind)
    {
        writer.WriteByte((byte)kind);
        return writer;
    }

    private static void WriteAccepted(WireWriter writer, long number, byte[] content, DateTimeOffset at, TimeSpan timeToLive)
    {
        writer.WriteInt64(number);
        writer.WriteBytes(content);
        writer.WriteInt64(at.UtcTicks);
        writer.WriteInt64(timeToLive.Ticks);
    }

    private static void WritePlace(WireWriter writer, bool isDeadLetter, long number)
    {
        writer.WriteBool(isDeadLetter);
        writer.WriteInt64(number);
    }

    private static QueueChange.Enqueued ReadEnqueued(ref WireReader reader)
    {
        var (number, content, at, timeToLive) = ReadAccepted(ref reader);
        return new QueueChange.Enqueued(number, content, MessageEncoding.Summarize(content).MessageId, at, timeToLive);
    }

    private static QueueChange.Scheduled ReadScheduled(ref WireReader reader)
    {
        var (number, content, at, timeToLive) = ReadAccepted(ref reader);
        var messageId = MessageEncoding.Summarize(content).MessageId;
        return new QueueChange.Scheduled(number, content, messageId, at, timeToLive, reader.ReadInstant());
    }

    private static QueueChange.Restored ReadRestored(ref WireReader reader)
    {
        var toDeadLetters = reader.ReadBool();
        var (number, content, at, timeToLive) = ReadAccepted(ref reader);
        var enqueuedNumber = reader.ReadInt64();
        var due = reader.ReadInstant();
        return new QueueChange.Restored(
            toDeadLetters, number, enqueuedNumber, content, at, timeToLive, due == default ? null : due, reader.ReadBool(), reader.ReadInt32());
    }

    private static (long Number, byte[] Content, DateTimeOffset At, TimeSpan TimeToLive) ReadAccepted(ref WireReader reader) =>
        (reader.ReadInt64(), reader.ReadBytes().ToArray(), reader.ReadInstant(), TimeSpan.FromTicks(reader.ReadInt64()));
}
