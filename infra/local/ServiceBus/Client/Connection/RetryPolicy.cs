namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>
/// The values of <see cref="ServiceBusRetryOptions"/> when the client was made. Delays grow and are spread as those of the
/// real client. That one also holds every operation back for 10 seconds after the broker was busy; here a busy broker is
/// tried again like any passing failure.
/// </summary>
internal sealed class RetryPolicy(ServiceBusRetryOptions options)
{
    private const double Jitter = 0.08;

    private readonly ServiceBusRetryMode mode = options.Mode;
    private readonly TimeSpan delay = options.Delay;
    private readonly TimeSpan maxDelay = options.MaxDelay;

    public int MaxRetries { get; } = options.MaxRetries;

    public TimeSpan TryTimeout { get; } = options.TryTimeout;

    /// <param name="failedTries">1 after the first.</param>
    public TimeSpan DelayAfter(int failedTries)
    {
        var growth = mode == ServiceBusRetryMode.Exponential ? Math.Pow(2, failedTries) : 1;
        var seconds = delay.TotalSeconds * (growth + (Random.Shared.NextDouble() * Jitter));
        return TimeSpan.FromSeconds(Math.Min(seconds, maxDelay.TotalSeconds));
    }
}
