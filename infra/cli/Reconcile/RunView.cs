using System.Globalization;
using Serverless.Cli.App;
using Serverless.Cli.Output;
using Serverless.Reconciliation;

namespace Serverless.Cli.Reconcile;

/// <summary>A run of reconciliation, for people.</summary>
internal static class RunView
{
    public static Task<AppAnswer<ReconcileOverview>> Overview(Call call, long? before, CancellationToken cancellation) => call.App.Get(
        $"ops/reconcile{new Query().Add("before", before?.ToString(CultureInfo.InvariantCulture))}",
        ReportJson.Default.ReconcileOverview,
        cancellation);

    public static Task<AppAnswer<RunLedger>> Find(Call call, string run, string? after, CancellationToken cancellation) =>
        call.App.Get($"ops/reconcile/{Uri.EscapeDataString(run)}{new Query().Add("after", after)}", ReportJson.Default.RunLedger, cancellation);

    public static bool HasEnded(RunReport run) => run.Phase is RunPhase.Done or RunPhase.Stopped or RunPhase.Failed;

    public static ExitCode Verdict(RunReport run) =>
        run.Phase is RunPhase.Stopped or RunPhase.Failed ? ExitCode.FoundWrong : ExitCode.AllWell;

    /// <summary>What differed, without changes so fresh that their event may have been on its way.</summary>
    public static long Drift(RunReport run) => run.Totals.Repaired - run.Totals.OnTheirWay;

    public static string InShort(RunReport run) => $"{HumanOutput.Word(run.Kind)}, {HumanOutput.Word(run.Phase)}, {Seen(run)} seen, {run.Totals.Repaired} mended";

    public static void Print(RunReport run, HumanOutput human)
    {
        var totals = run.Totals;
        human.Line($"{run.Run}, {InShort(run)}");
        var took = run.FinishedAt is { } end ? $", ended after {HumanOutput.Span(TimeSpan.FromMilliseconds(end - run.StartedAt))}" : "";
        human.Line($"  begun {HumanOutput.Time(run.StartedAt)}{took}");
        human.Line($"  users: {Differences(totals.Seen, totals.Missing, totals.Stale, totals.Altered, totals.Buried)}");
        foreach (var (what, subjects) in new[] { ("organizations", totals.Organizations), ("memberships", totals.Memberships) })
        {
            if (subjects is not null)
            {
                human.Line($"  {what}: {Differences(subjects.Seen, subjects.Missing, subjects.Stale, subjects.Altered, subjects.Ended)}");
            }
        }

        human.Line($"  {totals.NeverReceived} never received, {totals.DeadLettered} among the dead letters, {totals.OnTheirWay} on their way");
        if (run.Remark is { } remark)
        {
            human.Line($"  {remark}");
        }
    }

    public static void Print(IEnumerable<Repair> repairs, HumanOutput human) => human.Table(
        ["of", "subject", "ours", "differed", "cause", "held", "now"],
        repairs.Select(repair => new[]
        {
            HumanOutput.Word(repair.Of),
            repair.Subject,
            string.Join(' ', new[] { repair.User?.Value, repair.Organization?.Value }.OfType<string>()),
            HumanOutput.Word(repair.Drift),
            HumanOutput.Word(repair.Cause),
            repair.From is { } from ? HumanOutput.Time(from) : "",
            repair.To is { } to ? HumanOutput.Time(to) : "",
        }));

    public static void Table(IEnumerable<RunReport> runs, HumanOutput human) => human.Table(
        ["run", "kind", "phase", "begun", "seen", "mended", "never received", "dead-lettered", "on their way"],
        runs.Select(run => new[]
        {
            run.Run.Value, HumanOutput.Word(run.Kind), HumanOutput.Word(run.Phase), HumanOutput.Time(run.StartedAt), $"{Seen(run)}", $"{run.Totals.Repaired}",
            $"{run.Totals.NeverReceived}", $"{run.Totals.DeadLettered}", $"{run.Totals.OnTheirWay}",
        }));

    private static string Differences(long seen, long missing, long stale, long altered, long kept) =>
        $"{seen} seen, {missing} missing, {stale} stale, {altered} altered, {kept} kept after deletion";

    private static long Seen(RunReport run) =>
        run.Totals.Seen + (run.Totals.Organizations?.Seen ?? 0) + (run.Totals.Memberships?.Seen ?? 0);
}
