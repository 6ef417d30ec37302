namespace Local.ServiceBus.Protocol;

/// <summary>Why the broker refused. The first ones have the numbers of the client's ServiceBusFailureReason.</summary>
internal enum ErrorCode : byte
{
    GeneralError = 0,
    MessagingEntityNotFound = 1,
    MessageLockLost = 2,
    MessageNotFound = 3,
    MessageSizeExceeded = 4,
    QuotaExceeded = 6,
    ServiceBusy = 7,

    /// <summary>Surfaces as ArgumentException.</summary>
    InvalidArgument = 100,

    /// <summary>Surfaces as InvalidOperationException, as AMQP's not-allowed does.</summary>
    InvalidOperation = 101,
}
