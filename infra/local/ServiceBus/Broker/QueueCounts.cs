namespace Local.ServiceBus;

/// <summary>What a queue holds now, and what has happened to it since the emulator started.</summary>
public sealed record QueueCounts
{
    /// <summary>Messages to be received, those now locked or deferred included.</summary>
    public required long Active { get; init; }

    /// <summary>Messages a receiver holds at the moment, in the queue or its dead-letter queue.</summary>
    public required long Locked { get; init; }

    public required long Scheduled { get; init; }

    /// <summary>Deferred messages that no receiver holds, in the queue or its dead-letter queue.</summary>
    public required long Deferred { get; init; }

    public required long DeadLettered { get; init; }

    /// <summary>All messages together, dead letters included.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>Messages accepted, scheduled ones included; each counts once.</summary>
    public required long TotalEnqueued { get; init; }

    public required long TotalDuplicatesDropped { get; init; }

    /// <summary>Completions, those of dead letters included.</summary>
    public required long TotalCompleted { get; init; }

    public required long TotalAbandoned { get; init; }

    public required long TotalLocksExpired { get; init; }

    /// <summary>Messages whose time to live ran out, dropped or dead-lettered.</summary>
    public required long TotalExpired { get; init; }

    /// <summary>Moves to the dead-letter queue, for whatever reason.</summary>
    public required long TotalDeadLettered { get; init; }
}
