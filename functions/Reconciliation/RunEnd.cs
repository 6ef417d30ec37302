using Microsoft.Extensions.Logging;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;

namespace Serverless.Reconciliation;

/// <summary>Ends a run: its report, what it leaves for the next one, a line in the log.</summary>
public sealed partial class RunEnd(RunStore store, ReconcileMetrics metrics, IdGenerator ids, TimeProvider clock, ILogger<RunEnd> logger)
{
    /// <summary>Done twice, after a crash in between, it changes nothing more.</summary>
    /// <returns>The run that has its place now and is to be begun: it may not have been, if somebody died here before.</returns>
    public async Task<CurrentRun?> Write(Stored<RunDocument> run, RunDecision.End end, RunTotals totals, CancellationToken cancellation)
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
                return null;
            }

            Say(report);
        }

        return await Release(report, cancellation);
    }

    /// <summary>One line a run, and the counters that alerts watch.</summary>
    public void Say(RunDocument report)
    {
        metrics.Ended(report);
        var totals = report.Totals;
        var (organizations, memberships) = (totals.Organizations ?? new SubjectTotals(), totals.Memberships ?? new SubjectTotals());
        LogEnded(
            report.Phase is RunPhase.Done ? LogLevel.Information : LogLevel.Error,
            report.Kind, report.Run, report.Phase,
            totals.Seen, totals.Missing, totals.Stale, totals.Altered, totals.Buried,
            organizations.Seen, organizations.Missing, organizations.Stale, organizations.Altered, organizations.Ended,
            memberships.Seen, memberships.Missing, memberships.Stale, memberships.Altered, memberships.Ended,
            totals.NeverReceived, totals.DeadLettered, totals.ClerkCalls, totals.RequestUnits, report.FinishedAt - report.StartedAt ?? 0, report.Remark);
    }

    private async Task<CurrentRun?> Release(RunDocument report, CancellationToken cancellation)
    {
        var swept = report is { Kind: RunKind.Sweep, Phase: RunPhase.Done };
        CurrentRun? next = null;
        await store.Change(
            state =>
            {
                if (state.Current is not { } current || current.Run != report.Run)
                {
                    next = state.Current;
                    return null;
                }

                next = Following(current, report);
                return state with
                {
                    Current = next,
                    Watermark = swept ? Latest(state.Watermark, report) : state.Watermark,
                    SweptAt = swept ? report.FinishedAt : state.SweptAt,
                };
            },
            cancellation);
        return next;
    }

    /// <summary>A run that failed has had its time; what was to follow it follows the next one.</summary>
    private CurrentRun? Following(CurrentRun ended, RunDocument report) =>
        ended.Then is { } kind && report.Phase is RunPhase.Done or RunPhase.Stopped
            ? CurrentRun.OverAll(kind, RunId.New(ids), clock.GetUtcNow().ToUnixTimeMilliseconds())
            : null;

    /// <summary>Changes made while the sweep walked may lie behind it, so it vouches only for those before its start.</summary>
    private static long Latest(long? watermark, RunDocument sweep) => Math.Max(watermark ?? 0, Math.Min(sweep.Totals.Newest, sweep.StartedAt));

    [LoggerMessage(Message =
        "Reconciliation: {Kind} {Run} {Phase}: {Seen} users seen, {Missing} missing, {Stale} stale, {Altered} altered, {Buried} buried; "
        + "{OrganizationsSeen} organizations seen, {OrganizationsMissing} missing, {OrganizationsStale} stale, {OrganizationsAltered} altered, "
        + "{OrganizationsEnded} buried; {MembershipsSeen} memberships seen, {MembershipsMissing} missing, {MembershipsStale} stale, "
        + "{MembershipsAltered} altered, {MembershipsEnded} ended; "
        + "{NeverReceived} never received, {DeadLettered} dead-lettered; {Calls} calls, {RequestUnits:0.0} RU, {Milliseconds} ms. {Remark}")]
    private partial void LogEnded(
        LogLevel level, RunKind kind, RunId run, RunPhase phase, long seen, long missing, long stale, long altered, long buried,
        long organizationsSeen, long organizationsMissing, long organizationsStale, long organizationsAltered, long organizationsEnded,
        long membershipsSeen, long membershipsMissing, long membershipsStale, long membershipsAltered, long membershipsEnded,
        long neverReceived, long deadLettered, long calls, double requestUnits, long milliseconds, string? remark);
}
