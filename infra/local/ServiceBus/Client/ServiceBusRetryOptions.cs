#nullable disable

namespace Azure.Messaging.ServiceBus;

/// <summary>How often, how long and how far apart an operation is tried.</summary>
public class ServiceBusRetryOptions
{
    private int maxRetries = 3;
    private TimeSpan delay = TimeSpan.FromSeconds(0.8);
    private TimeSpan maxDelay = TimeSpan.FromMinutes(1);
    private TimeSpan tryTimeout = TimeSpan.FromMinutes(1);

    public ServiceBusRetryMode Mode { get; set; } = ServiceBusRetryMode.Exponential;

    /// <summary>Further tries after the first, 0 to 100. Default 3.</summary>
    public int MaxRetries
    {
        get => maxRetries;
        set => maxRetries = value is >= 0 and <= 100 ? value : throw OutOfRange(nameof(MaxRetries), value, "0 to 100");
    }

    /// <summary>Between two tries, or the base of the exponential growth; 1 ms to 5 minutes. Default 0.8 s.</summary>
    public TimeSpan Delay
    {
        get => delay;
        set => delay = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromMinutes(5)
            ? value
            : throw OutOfRange(nameof(Delay), value, "1 millisecond to 5 minutes");
    }

    /// <summary>Longest time between two tries. Default 1 minute.</summary>
    public TimeSpan MaxDelay
    {
        get => maxDelay;
        set => maxDelay = value >= TimeSpan.Zero ? value : throw OutOfRange(nameof(MaxDelay), value, "not negative");
    }

    /// <summary>For one try, connecting included; up to 1 hour. Default 1 minute.</summary>
    public TimeSpan TryTimeout
    {
        get => tryTimeout;
        set => tryTimeout = value > TimeSpan.Zero && value <= TimeSpan.FromHours(1)
            ? value
            : throw OutOfRange(nameof(TryTimeout), value, "positive and at most 1 hour");
    }

    private static ArgumentOutOfRangeException OutOfRange(string name, object value, string range) =>
        new(name, value, $"{name} must be {range}.");
}
