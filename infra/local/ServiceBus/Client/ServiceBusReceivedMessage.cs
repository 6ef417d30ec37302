#nullable disable

using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message as the broker handed it out.</summary>
public class ServiceBusReceivedMessage
{
    internal const string DeadLetterReasonProperty = "DeadLetterReason";
    internal const string DeadLetterErrorDescriptionProperty = "DeadLetterErrorDescription";

    private readonly MessageFields fields;
    private readonly DeliveryHeader header;

    internal ServiceBusReceivedMessage(DeliveryHeader header, MessageFields fields)
    {
        this.header = header;
        this.fields = fields;
        Body = BinaryData.FromBytes(fields.Body);
        LockedUntil = header.LockedUntil;
        State = (ServiceBusMessageState)header.State;
    }

    public IReadOnlyDictionary<string, object> ApplicationProperties => fields.Properties;

    public BinaryData Body { get; }

    public string ContentType => fields.ContentType;

    public string CorrelationId => fields.CorrelationId;

    public string DeadLetterErrorDescription => TextProperty(DeadLetterErrorDescriptionProperty);

    public string DeadLetterReason => TextProperty(DeadLetterReasonProperty);

    /// <summary>Where a message was dead-lettered before it was forwarded. The local implementation forwards nothing.</summary>
    public string DeadLetterSource { get; internal init; }

    /// <summary>This delivery included; for a peeked message the failed ones only.</summary>
    public int DeliveryCount => header.DeliveryCount;

    /// <summary>The number given when the message was accepted; differs for one that was scheduled.</summary>
    public long EnqueuedSequenceNumber => header.EnqueuedSequenceNumber;

    public DateTimeOffset EnqueuedTime => header.EnqueuedAt;

    public DateTimeOffset ExpiresAt =>
        TimeToLive < DateTimeOffset.MaxValue - EnqueuedTime ? EnqueuedTime + TimeToLive : DateTimeOffset.MaxValue;

    /// <summary>All zero when the message is not locked.</summary>
    public string LockToken => header.LockToken.ToString();

    /// <summary>End of the lock, moved on when it is renewed.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }

    public string MessageId => fields.MessageId;

    public string PartitionKey => fields.PartitionKey;

    public string ReplyTo => fields.ReplyTo;

    public string ReplyToSessionId => fields.ReplyToSessionId;

    public DateTimeOffset ScheduledEnqueueTime => fields.ScheduledEnqueueTime ?? default;

    public long SequenceNumber => header.SequenceNumber;

    public string SessionId => fields.SessionId;

    public ServiceBusMessageState State { get; internal init; }

    public string Subject => fields.Subject;

    /// <summary>The one in force: the sender's, capped by the queue's.</summary>
    public TimeSpan TimeToLive => header.TimeToLive;

    public string To => fields.To;

    public string TransactionPartitionKey => fields.TransactionPartitionKey;

    internal Guid LockTokenGuid => header.LockToken;

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    internal MessageFields CopyFields() => fields.Copy();

    private string TextProperty(string name) => fields.Properties.GetValueOrDefault(name) as string;
}
