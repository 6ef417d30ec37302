using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>One operation on an entity, in wire form. Without state of its own, so that it can be sent again.</summary>
/// <typeparam name="T">What the broker answers.</typeparam>
internal abstract class BrokerRequest<T>(FrameKind kind, string entityPath)
{
    public FrameKind Kind { get; } = kind;

    public string EntityPath { get; } = entityPath;

    public virtual void Write(WireWriter writer) => writer.WriteString(EntityPath);

    public abstract T ReadAnswer(FrameKind kind, ref WireReader reader);

    protected static InvalidDataException Unexpected(FrameKind kind) => new($"The broker answered with frame {kind}.");
}

/// <summary>The messages' sequence numbers; 0 for one that was dropped as a duplicate.</summary>
internal sealed class SendRequest(string entityPath, IReadOnlyList<byte[]> contents)
    : BrokerRequest<long[]>(FrameKind.Send, entityPath)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteInt32(contents.Count);
        foreach (var content in contents)
        {
            writer.WriteBytes(content);
        }
    }

    public override long[] ReadAnswer(FrameKind kind, ref WireReader reader)
    {
        if (kind != FrameKind.Numbers)
        {
            throw Unexpected(kind);
        }

        var numbers = new long[reader.ReadInt32()];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadInt64();
        }

        return numbers;
    }
}

/// <summary>A request whose success says all.</summary>
internal abstract class PlainRequest(FrameKind kind, string entityPath) : BrokerRequest<bool>(kind, entityPath)
{
    public override bool ReadAnswer(FrameKind kind, ref WireReader reader) => kind == FrameKind.Done ? true : throw Unexpected(kind);
}

internal sealed class CancelScheduledRequest(string entityPath, long sequenceNumber)
    : PlainRequest(FrameKind.CancelScheduled, entityPath)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteInt64(sequenceNumber);
    }
}

/// <summary>Complete, abandon, defer or dead-letter.</summary>
/// <param name="properties">Merged into the message; null for <see cref="FrameKind.Complete"/>, which takes none.</param>
internal sealed class SettleRequest(
    FrameKind kind, string entityPath, Guid lockToken, IReadOnlyCollection<KeyValuePair<string, object?>>? properties)
    : PlainRequest(kind, entityPath)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteGuid(lockToken);
        if (properties is not null)
        {
            MessageEncoding.WriteProperties(writer, properties);
        }
    }
}

/// <summary>The new end of the lock.</summary>
internal sealed class RenewLockRequest(string entityPath, Guid lockToken)
    : BrokerRequest<DateTimeOffset>(FrameKind.RenewLock, entityPath)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteGuid(lockToken);
    }

    public override DateTimeOffset ReadAnswer(FrameKind kind, ref WireReader reader) =>
        kind == FrameKind.LockedUntil ? reader.ReadInstant() : throw Unexpected(kind);
}

internal abstract class MessagesRequest(FrameKind kind, string entityPath, FrameKind answer)
    : BrokerRequest<IReadOnlyList<ServiceBusReceivedMessage>>(kind, entityPath)
{
    public override IReadOnlyList<ServiceBusReceivedMessage> ReadAnswer(FrameKind kind, ref WireReader reader)
    {
        if (kind != answer)
        {
            throw Unexpected(kind);
        }

        var messages = new ServiceBusReceivedMessage[reader.ReadInt32()];
        for (var i = 0; i < messages.Length; i++)
        {
            var header = DeliveryHeader.Read(ref reader);
            messages[i] = new ServiceBusReceivedMessage(header, MessageEncoding.Decode(reader.ReadBytes().ToArray()));
        }

        return messages;
    }
}

internal sealed class ReceiveRequest(string entityPath, int maxMessages, bool deleteWhenTaken)
    : MessagesRequest(FrameKind.Receive, entityPath, FrameKind.Delivered)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteBool(deleteWhenTaken);
        writer.WriteInt32(maxMessages);
    }
}

internal sealed class ReceiveDeferredRequest(string entityPath, long[] sequenceNumbers, bool deleteWhenTaken)
    : MessagesRequest(FrameKind.ReceiveDeferred, entityPath, FrameKind.Delivered)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteBool(deleteWhenTaken);
        writer.WriteInt32(sequenceNumbers.Length);
        foreach (var number in sequenceNumbers)
        {
            writer.WriteInt64(number);
        }
    }
}

internal sealed class PeekRequest(string entityPath, long fromSequenceNumber, int maxMessages)
    : MessagesRequest(FrameKind.Peek, entityPath, FrameKind.Peeked)
{
    public override void Write(WireWriter writer)
    {
        base.Write(writer);
        writer.WriteInt64(fromSequenceNumber);
        writer.WriteInt32(maxMessages);
    }
}
