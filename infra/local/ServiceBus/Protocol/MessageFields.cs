namespace Local.ServiceBus.Protocol;

/// <summary>What the sender of a message decides. <see cref="MessageEncoding"/> is its wire form.</summary>
internal sealed class MessageFields
{
    public string? MessageId { get; set; }
    public string? SessionId { get; set; }
    public string? PartitionKey { get; set; }
    public string? TransactionPartitionKey { get; set; }
    public string? ReplyTo { get; set; }
    public string? ReplyToSessionId { get; set; }
    public string? CorrelationId { get; set; }
    public string? Subject { get; set; }
    public string? To { get; set; }
    public string? ContentType { get; set; }
    public TimeSpan? TimeToLive { get; set; }
    public DateTimeOffset? ScheduledEnqueueTime { get; set; }
    public Dictionary<string, object?> Properties { get; set; } = [];
    public ReadOnlyMemory<byte> Body { get; set; }

    public MessageFields Copy()
    {
        var copy = (MessageFields)MemberwiseClone();
        copy.Properties = new Dictionary<string, object?>(Properties);
        return copy;
    }
}
