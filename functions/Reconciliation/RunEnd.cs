using Microsoft.Extensions.Logging;
using Serverless.Platform.Cosmos;

namespace Serverless.Reconciliation;

/// <summary>Ends a run: its report, what it leaves for the next one, a line in the log.</summary>
public sealed partial class RunEnd(RunStore store, ReconcileMetrics metrics, TimeProvider clock, ILogger<RunEnd> logger)
{
    /// <summary>Done twice, after a crash in between, it changes nothing more.</summary>
    public async Task Write(Stored<RunDocument> run, RunDecision.End end, RunTotals totals, CancellationToken cancellation)
    {
        var report = run.Value;
        if (!report.HasEnded)
        {
            report = report with
            {
                Phase = end.Phase,
                Remark = end.Remark,
                FinishedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                Totals = totals,
            };
            if (!await store.TryReplace(report, run.ETag, cancellation))
            {
                return;
            }

            Say(report);
        }

        await Release(report, cancellation);
    }

    /// <summary>One line a run, and the counters that alerts watch.</summary>
    public void Say(RunDocument report)
    {
        metrics.Ended(report);
        var totals = report.Totals;
        LogEnded(
            report.Phase is RunPhase.Done ? LogLevel.Information : LogLevel.Error,
            report.Kind, report.Run, report.Phase, totals.Seen, totals.Missing, totals.Stale, totals.Altered, totals.Buried,
            totals.NeverReceived, totals.DeadLettered, totals.ClerkCalls, totals.RequestUnits, report.FinishedAt - report.StartedAt ?? 0, report.Remark);
    }

    private Task Release(RunDocument report, CancellationToken cancellation)
    {
        var swept = report is { Kind: RunKind.Sweep, Phase: RunPhase.Done };
        return store.Change(
            state => state.Current?.Run != report.Run ? null : state with
            {
                Current = null,
                Watermark = swept ? Latest(state.Watermark, report) : state.Watermark,
                SweptAt = swept ? report.FinishedAt : state.SweptAt,
            },
            cancellation);
    }

    /// <summary>Changes made while the sweep walked may lie behind it, so it vouches only for those before its start.</summary>
    private static long Latest(long? watermark, RunDocument sweep) => Math.Max(watermark ?? 0, Math.Min(sweep.Totals.Newest, sweep.StartedAt));

    [LoggerMessage(Message =
        "Reconciliation: {Kind} {Run} {Phase}: {Seen} seen, {Missing} missing, {Stale} stale, {Altered} altered, {Buried} buried; "
        + "{NeverReceived} never received, {DeadLettered} dead-lettered; {Calls} calls, {RequestUnits:0.0} RU, {Milliseconds} ms. {Remark}")]
    private partial void LogEnded(
        LogLevel level, RunKind kind, RunId run, RunPhase phase, long seen, long missing, long stale, long altered, long buried,
        long neverReceived, long deadLettered, long calls, double requestUnits, long milliseconds, string? remark);
}
