namespace Local.ServiceBus;

/// <summary>What a <see cref="ServiceBusEmulator"/> serves, and where.</summary>
public sealed record ServiceBusEmulatorOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The queues of the namespace; there are no others.</summary>
    public IReadOnlyList<QueueDefinition> Queues { get; init; } = [];

    /// <summary>
    /// Folder in which each queue has a file, so that it survives the process; null to keep queues in memory. The file of a
    /// queue that is no longer defined stays, and the queue is as it was once it is defined again.
    /// </summary>
    public string? StateFolder { get; init; }

    /// <summary>Measures locks, schedules, times to live and the duplicate window.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
