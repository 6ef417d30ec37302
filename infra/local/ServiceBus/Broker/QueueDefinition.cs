using Local.ServiceBus.Protocol;

namespace Local.ServiceBus;

/// <summary>A queue of the emulator. Defaults and ranges are the service's ("Service Bus quotas", CreateQueueOptions).</summary>
/// <param name="Name">Up to 260 letters, digits, '.', '-', '_' and '/'. Case does not matter.</param>
public sealed record QueueDefinition(string Name)
{
    /// <summary>How long a receiver holds a message. Up to 5 minutes.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Deliveries, at least 1, after which a message is dead-lettered.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>How long a MessageId is remembered, 20 seconds to 7 days; null for no duplicate detection.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; init; }

    /// <summary>Longest time to live of a message, and that of one whose sender set none.</summary>
    public TimeSpan DefaultTimeToLive { get; init; } = TimeSpan.MaxValue;

    /// <summary>Whether an expired message is dead-lettered instead of dropped.</summary>
    public bool DeadLetterOnExpiration { get; init; }

    /// <summary>Most bytes of all messages together, dead letters included; sends are refused beyond it.</summary>
    public long MaxSizeInBytes { get; init; } = 1024L * 1024 * 1024;

    /// <exception cref="ArgumentException">A value is out of its range; the text names the queue and the value.</exception>
    internal void Validate()
    {
        Require(
            Name is { Length: > 0 and <= Limits.EntityPathLength } && Name.All(IsNameCharacter) && Name[0] != '/' && Name[^1] != '/',
            $"a name has 1 to {Limits.EntityPathLength} letters, digits, '.', '-', '_' or inner '/'");
        Require(
            LockDuration > TimeSpan.Zero && LockDuration <= TimeSpan.FromMinutes(5),
            $"LockDuration must be positive and at most 5 minutes, not {LockDuration}");
        Require(MaxDeliveryCount >= 1, $"MaxDeliveryCount must be at least 1, not {MaxDeliveryCount}");
        Require(
            DuplicateDetectionWindow is not { } window || (window >= TimeSpan.FromSeconds(20) && window <= TimeSpan.FromDays(7)),
            $"DuplicateDetectionWindow must be 20 seconds to 7 days, not {DuplicateDetectionWindow}");
        Require(DefaultTimeToLive > TimeSpan.Zero, $"DefaultTimeToLive must be positive, not {DefaultTimeToLive}");
        Require(MaxSizeInBytes > 0, $"MaxSizeInBytes must be positive, not {MaxSizeInBytes}");
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/';

    private void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"Queue '{Name}': {problem}.");
        }
    }
}
