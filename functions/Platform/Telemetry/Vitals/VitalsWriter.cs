using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.Platform.Telemetry.Vitals;

/// <summary>How often an instance that has something to tell writes it down.</summary>
public sealed record VitalsPace(TimeSpan Pause)
{
    public static VitalsPace Default { get; } = new(TimeSpan.FromSeconds(5));
}

/// <summary>Writes down what this instance has seen, beside the work and never in its way. What cannot be written is kept for the next time.</summary>
public sealed partial class VitalsWriter(
    VitalSigns signs, VitalsStore store, VitalsPace pace, TimeProvider clock, ILogger<VitalsWriter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pace.Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Write();
        }
    }

    private async Task Write()
    {
        if (signs.Take() is not { } seen)
        {
            return;
        }

        try
        {
            await store.Add(seen, CancellationToken.None);
        }
#pragma warning disable CA1031 // Of whatever kind: what leaves a background service stops the app. Nothing is lost by it but freshness.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            signs.Return(seen);
            LogUnwritten(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How the app fares could not be written down; it will be tried again")]
    private partial void LogUnwritten(Exception failure);
}
