using Serverless.Platform.Telemetry.Vitals;
using Serverless.Reconciliation;

namespace Serverless.Operations.Status;

/// <summary>What was written down, as the status tells it.</summary>
public static class StatusSums
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static EventStatus Events(VitalsDocument vitals, DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        DateTimeOffset? last = vitals.Received.Count > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(vitals.Received.Values.Max()) : null;
        return new EventStatus(
            last,
            last is { } at ? (long)Math.Max(0, (now - at).TotalSeconds) : null,
            Recent(vitals, now).Sum(slot => slot.Lags.Values.Sum()),
            VitalsRules.Percentile(vitals, 0.50, milliseconds)?.TotalSeconds,
            VitalsRules.Percentile(vitals, 0.99, milliseconds)?.TotalSeconds);
    }

    public static StoreStatus Store(VitalsDocument vitals, DateTimeOffset now) =>
        new(Recent(vitals, now).Sum(slot => slot.Requests), Recent(vitals, now).Sum(slot => slot.Throttled));

    /// <param name="latest">Runs, newest first.</param>
    public static ReconcileStatus Reconcile(ReconcileState? state, IReadOnlyList<RunDocument> latest, DateTimeOffset now)
    {
        var lastDay = latest.Where(run => Time(run.StartedAt) > now - Day).ToList();
        var ended = latest.Where(run => run.HasEnded).ToList();
        return new ReconcileStatus(
            [.. ended.DistinctBy(run => run.Kind).Select(Of)],
            state is null ? null : Time(state.Since),
            ended.Find(run => run is { Kind: RunKind.Changes, Phase: RunPhase.Done }) is { } changes ? Time(changes.FinishedAt ?? changes.StartedAt) : null,
            state?.SweptAt is { } swept ? Time(swept) : null,
            state?.Current?.Run,
            lastDay.Sum(run => run.Totals.Repaired),
            lastDay.Sum(run => run.Totals.NeverReceived),
            ended.Where(run => !run.IsAboutOrganizations).TakeWhile(run => run.Totals.NeverReceived > 0).Count());
    }

    private static ReconcileRunStatus Of(RunDocument run) => new(
        run.Run, run.Kind, run.Phase, Time(run.StartedAt), run.FinishedAt is { } finished ? Time(finished) : null, run.Totals.Repaired, run.Remark);

    private static IEnumerable<VitalsSlot> Recent(VitalsDocument vitals, DateTimeOffset now) =>
        vitals.Slots.Where(slot => VitalsRules.IsRecent(slot.Start, now.ToUnixTimeMilliseconds()));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
