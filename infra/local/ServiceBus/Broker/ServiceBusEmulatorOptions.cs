namespace Local.ServiceBus;

/// <summary>What a <see cref="ServiceBusEmulator"/> serves, and where.</summary>
public sealed record ServiceBusEmulatorOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The queues of the namespace; there are no others.</summary>
    public IReadOnlyList<QueueDefinition> Queues { get; init; } = [];

    /// <summary>Measures locks, schedules, times to live and the duplicate window.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
