using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>A message's content within all limits: the only form in which a queue takes one.</summary>
internal readonly struct AcceptedContent
{
    private AcceptedContent(byte[] bytes, MessageSummary summary)
    {
        Bytes = bytes;
        Summary = summary;
    }

    public byte[] Bytes { get; }

    public MessageSummary Summary { get; }

    /// <exception cref="BrokerException">The content exceeds a limit, which the text names.</exception>
    public static AcceptedContent Check(byte[] content)
    {
        var summary = MessageEncoding.Summarize(content);
        if (content.Length > Limits.MessageBytes)
        {
            throw TooLarge($"The message has {content.Length} bytes; the most is {Limits.MessageBytes}, properties included.");
        }

        if (summary.LongestProperty > Limits.PropertyBytes)
        {
            throw TooLarge($"A property of the message has {summary.LongestProperty} bytes; the most is {Limits.PropertyBytes}.");
        }

        if (summary.HeaderBytes > Limits.HeaderBytes)
        {
            throw TooLarge($"The message's properties have {summary.HeaderBytes} bytes; the most is {Limits.HeaderBytes}.");
        }

        if (summary.MessageId?.Length > Limits.IdLength)
        {
            throw new BrokerException(
                ErrorCode.InvalidArgument, $"A MessageId has at most {Limits.IdLength} characters, not {summary.MessageId.Length}.");
        }

        if (summary.TimeToLive <= TimeSpan.Zero)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, "A message's time to live must be positive.");
        }

        return new AcceptedContent(content, summary);
    }

    /// <summary>The content of a message with properties added, still within the limits.</summary>
    public static byte[] CheckMerged(byte[] content, IReadOnlyDictionary<string, object?> properties) =>
        Check(MessageEncoding.Merge(content, properties)).Bytes;

    private static BrokerException TooLarge(string text) => new(ErrorCode.MessageSizeExceeded, text);
}
