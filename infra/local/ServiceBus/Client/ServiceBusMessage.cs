#nullable disable

using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message to send. What is not set is absent; in particular nobody makes up a MessageId.</summary>
public class ServiceBusMessage
{
    private BinaryData body;

    public ServiceBusMessage()
        : this(default(ReadOnlyMemory<byte>))
    {
    }

    /// <summary>The body is the text in UTF-8.</summary>
    public ServiceBusMessage(string body)
        : this(new BinaryData(body))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body)
    {
        ArgumentNullException.ThrowIfNull(body);
        this.body = body;
    }

    /// <summary>
    /// A copy to send again: body, ids and properties, without what the broker added (counts, lock, numbers, times, the
    /// reason for dead-lettering) and without the scheduled time.
    /// </summary>
    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        ArgumentNullException.ThrowIfNull(receivedMessage);
        Fields = receivedMessage.CopyFields();
        Fields.ScheduledEnqueueTime = null;
        Fields.Properties.Remove(ServiceBusReceivedMessage.DeadLetterReasonProperty);
        Fields.Properties.Remove(ServiceBusReceivedMessage.DeadLetterErrorDescriptionProperty);
        body = receivedMessage.Body;
    }

    /// <summary>Values of simple types only; another type fails when the message is sent.</summary>
    public IDictionary<string, object> ApplicationProperties => Fields.Properties;

    public BinaryData Body
    {
        get => body;
        set => body = value ?? throw new ArgumentNullException(nameof(value));
    }

    public string ContentType { get => Fields.ContentType; set => Fields.ContentType = value; }

    public string CorrelationId { get => Fields.CorrelationId; set => Fields.CorrelationId = value; }

    /// <summary>1 to 128 characters; what duplicate detection goes by.</summary>
    public string MessageId
    {
        get => Fields.MessageId;
        set => Fields.MessageId = value?.Length > 0
            ? CheckLength(value, nameof(MessageId))
            : throw new ArgumentException("A MessageId cannot be null or empty.", nameof(value));
    }

    /// <summary>Up to 128 characters.</summary>
    public string PartitionKey
    {
        get => Fields.PartitionKey;
        set => Fields.PartitionKey = CheckLength(value, nameof(PartitionKey));
    }

    public string ReplyTo { get => Fields.ReplyTo; set => Fields.ReplyTo = value; }

    /// <summary>Up to 128 characters.</summary>
    public string ReplyToSessionId
    {
        get => Fields.ReplyToSessionId;
        set => Fields.ReplyToSessionId = CheckLength(value, nameof(ReplyToSessionId));
    }

    /// <summary>The message becomes visible then; at once if that is past. In UTC.</summary>
    public DateTimeOffset ScheduledEnqueueTime
    {
        get => Fields.ScheduledEnqueueTime ?? default;
        set => Fields.ScheduledEnqueueTime = value.ToUniversalTime();
    }

    /// <summary>Up to 128 characters. Carried along; queues of the local implementation have no sessions.</summary>
    public string SessionId
    {
        get => Fields.SessionId;
        set => Fields.SessionId = CheckLength(value, nameof(SessionId));
    }

    public string Subject { get => Fields.Subject; set => Fields.Subject = value; }

    /// <summary>Positive; capped by the queue's own. <see cref="TimeSpan.MaxValue"/> when not set.</summary>
    public TimeSpan TimeToLive
    {
        get => Fields.TimeToLive ?? TimeSpan.MaxValue;
        set => Fields.TimeToLive = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "TimeToLive must be positive.");
    }

    public string To { get => Fields.To; set => Fields.To = value; }

    /// <summary>Up to 128 characters.</summary>
    public string TransactionPartitionKey
    {
        get => Fields.TransactionPartitionKey;
        set => Fields.TransactionPartitionKey = CheckLength(value, nameof(TransactionPartitionKey));
    }

    private MessageFields Fields { get; } = new();

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    internal byte[] Encode()
    {
        Fields.Body = body.ToMemory();
        return MessageEncoding.Encode(Fields);
    }

    private static string CheckLength(string value, string name) => value is null || value.Length <= Limits.IdLength
        ? value
        : throw new ArgumentException($"A {name} has at most {Limits.IdLength} characters, not {value.Length}.", nameof(value));
}
