using Microsoft.Extensions.Logging;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Telemetry.Vitals;

namespace Serverless.Reconciliation;

/// <summary>
/// Says so when no event about a user has arrived for long: an endpoint that Clerk cannot reach, or has switched off, makes no
/// other noise.
/// </summary>
public sealed partial class SilenceWatch(
    VitalsStore vitals, ReconcileSettings settings, ReconcileMetrics metrics, TimeProvider clock, ILogger<SilenceWatch> logger)
{
    /// <param name="since">When reconciliation first ran, in milliseconds since the Unix epoch: if nothing ever arrived, the silence counts from then.</param>
    public async Task Check(long? since, CancellationToken cancellation)
    {
        var seen = await vitals.Find(cancellation);
        if ((seen.Received.TryGetValue(Queues.UserEvents, out var received) ? received : since) is not { } last)
        {
            return;
        }

        var silence = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(last);
        metrics.Silent(silence);
        if (settings.Silence > TimeSpan.Zero && silence > settings.Silence)
        {
            LogSilent(silence.TotalHours);
        }
    }

    [LoggerMessage(LogLevel.Error, "No event about a user has arrived for {Hours:0.0} hours: look at the endpoint in Clerk's dashboard")]
    private partial void LogSilent(double hours);
}
