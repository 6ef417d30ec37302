namespace Azure.Messaging.ServiceBus;

/// <summary>A queue kept beside the messages of another.</summary>
public enum SubQueue
{
    None = 0,
    DeadLetter = 1,

    /// <summary>Not part of the local implementation.</summary>
    TransferDeadLetter = 2,
}
