namespace Local.ServiceBus.Protocol;

/// <summary>
/// What a frame says. A frame is: length of the rest (int32), kind (byte), correlation number (uint32), payload. All
/// integers are little-endian. An answer carries the correlation number of its request; answers may come in any order.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>First frame on a connection: <see cref="Handshake"/>. Answered by <see cref="Done"/>.</summary>
    Hello = 1,

    /// <summary>Entity path, number of messages, each as length and content. Answered by <see cref="Numbers"/>.</summary>
    Send = 2,

    /// <summary>Entity path, sequence number. Answered by <see cref="Done"/>.</summary>
    CancelScheduled = 3,

    /// <summary>
    /// Entity path, receive-and-delete (bool), most messages. Answered by <see cref="Delivered"/> when there is something,
    /// however long that takes: how long to wait is the client's decision, taken with <see cref="CancelReceive"/>.
    /// </summary>
    Receive = 4,

    /// <summary>The waiting receive of this correlation number is answered now, if need be with nothing.</summary>
    CancelReceive = 5,

    /// <summary>The delivery of this correlation number reached a caller. Not answered.</summary>
    Taken = 6,

    /// <summary>The caller was gone when this delivery came: its messages go back uncounted. Not answered.</summary>
    Refused = 7,

    /// <summary>Entity path, lock token. Answered by <see cref="Done"/>.</summary>
    Complete = 8,

    /// <summary>Entity path, lock token, properties to merge. Answered by <see cref="Done"/>.</summary>
    Abandon = 9,

    /// <summary>Entity path, lock token, properties to merge. Answered by <see cref="Done"/>.</summary>
    DeadLetter = 10,

    /// <summary>Entity path, lock token. Answered by <see cref="LockedUntil"/>.</summary>
    RenewLock = 11,

    /// <summary>Entity path, first sequence number, most messages. Answered by <see cref="Peeked"/>.</summary>
    Peek = 12,

    /// <summary>Entity path, lock token, properties to merge. Answered by <see cref="Done"/>.</summary>
    Defer = 13,

    /// <summary>
    /// Entity path, receive-and-delete (bool), count, that many sequence numbers. Answered by <see cref="Delivered"/> with all
    /// of them or refused.
    /// </summary>
    ReceiveDeferred = 14,

    Done = 64,

    /// <summary>Count, then a sequence number (int64) per message sent; 0 for a dropped duplicate.</summary>
    Numbers = 65,

    /// <summary>Count, then per message a <see cref="DeliveryHeader"/>, its content's length and the content.</summary>
    Delivered = 66,

    /// <summary>As <see cref="Delivered"/>, but nothing is locked.</summary>
    Peeked = 67,

    /// <summary>Instant in UTC ticks.</summary>
    LockedUntil = 68,

    /// <summary><see cref="ErrorCode"/>, is transient (bool), text.</summary>
    Failed = 69,
}
