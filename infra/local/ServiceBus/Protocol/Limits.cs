namespace Local.ServiceBus.Protocol;

/// <summary>Sizes in bytes, lengths in characters. Source unless said otherwise: "Service Bus quotas", Standard tier.</summary>
internal static class Limits
{
    /// <summary>One message, properties included.</summary>
    public const int MessageBytes = 256 * 1024;

    /// <summary>All messages of one send.</summary>
    public const int BatchBytes = 256 * 1024;

    /// <summary>System and application properties of one message together.</summary>
    public const int HeaderBytes = 64 * 1024;

    /// <summary>One property, its name included.</summary>
    public const int PropertyBytes = 32 * 1024;

    /// <summary>MessageId, SessionId and partition keys.</summary>
    public const int IdLength = 128;

    /// <summary>Path of a queue.</summary>
    public const int EntityPathLength = 260;

    /// <summary>Receives waiting on one queue.</summary>
    public const int WaitingReceives = 5_000;

    /// <summary>Connections to one namespace.</summary>
    public const int Connections = 5_000;

    /// <summary>Reason and description given with a dead-lettered message. Source: the client's own check.</summary>
    public const int DeadLetterTextLength = 4_096;

    /// <summary>A delivery takes no further message beyond this. Ours: keeps one answer from holding up the others.</summary>
    public const int DeliveryBytes = 1024 * 1024;

    /// <summary>Longest frame read. Ours: a full delivery, one message over it, and headers.</summary>
    public const int FrameBytes = 2 * 1024 * 1024;

    /// <summary>Unsent bytes after which a peer that does not read is cut off. Ours.</summary>
    public const int UnsentBytes = 64 * 1024 * 1024;
}
