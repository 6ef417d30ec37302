using Serverless.Operations.DeadLetters;
using Serverless.Platform;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Reconciliation;

namespace Serverless.Operations.Status;

/// <summary>Looks at everything there is to be seen, each thing for itself, so that one that does not answer hides no other.</summary>
public sealed class StatusReader(
    QueueDepths queues,
    DeadLetterSurvey letters,
    DeadLetterRunStore letterRuns,
    VitalsStore vitals,
    RunStore runs,
    ReconcileSettings settings,
    Looks looks,
    TimeProvider clock)
{
    /// <summary>For each; whoever is on call waits for seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MostRuns = 50;

    public async Task<StatusReport> Read(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var depths = looks.At("broker", Patience, async token => await queues.Look(token), cancellation);
        var found = looks.At("broker", Patience, async token => await letters.Look(DeadLetterFilter.All, token), cancellation);
        var lastRun = looks.At("store", Patience, LastLetterRun, cancellation);
        var seen = looks.At("store", Patience, async token => await vitals.Find(token), cancellation);
        var reconcile = looks.At("store", Patience, token => Reconcile(now, token), cancellation);

        var report = new StatusReport
        {
            At = now,
            Queues = (await depths).Seen,
            DeadLetters = (await found).Seen is { } counted
                ? new DeadLetterStatus(counted.Total, counted.Counts, counted.HasMore, (await lastRun).Seen)
                : null,
            Events = (await seen).Seen is { } events ? StatusSums.Events(events, now) : null,
            Store = (await seen).Seen is { } calls ? StatusSums.Store(calls, now) : null,
            Reconcile = (await reconcile).Seen,
            Versions = new VersionStatus(AppVersions.App, AppVersions.Runtime, AppVersions.Worker, AppVersions.Cosmos, AppVersions.ServiceBus),
        };
        return report with { Alerts = StatusRules.Alerts(report, settings.Silence) };
    }

    private async Task<DeadLetterRunStatus?> LastLetterRun(CancellationToken cancellation)
    {
        await foreach (var run in letterRuns.Latest(long.MaxValue, 1, cancellation))
        {
            var last = run.Value;
            return new DeadLetterRunStatus(
                last.Run, last.Kind, last.Phase, last.Done, last.FailedAgain, DateTimeOffset.FromUnixTimeMilliseconds(last.MovedAt));
        }

        return null;
    }

    private async Task<ReconcileStatus?> Reconcile(DateTimeOffset now, CancellationToken cancellation)
    {
        var state = await runs.FindState(cancellation);
        var latest = new List<RunDocument>();
        await foreach (var run in runs.Latest(long.MaxValue, MostRuns, cancellation))
        {
            latest.Add(run.Value);
        }

        return StatusSums.Reconcile(state?.Value, latest, now);
    }
}
