using System.CommandLine;
using Serverless.Reconciliation;

namespace Serverless.Cli.Reconcile;

/// <summary><c>drift</c>: did the last runs find that we differ from Clerk?</summary>
internal static class DriftCommand
{
    private const int MostRuns = 1_000;

    public static Command Create(Tool tool)
    {
        var runs = Tool.Limited(new("--runs")
        {
            Description = "How many of the last runs that ended are looked at.",
            DefaultValueFactory = _ => 20,
        }, 1, MostRuns);
        var kind = new Option<RunKind?>("--kind") { Description = "Only runs of this kind." };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only runs that began since this time." };
        var allow = Tool.Limited(new("--allow") { Description = "So much drift is well.", DefaultValueFactory = _ => 0 }, 0, int.MaxValue);
        var drift = new Command(
            "drift",
            "Tell what the last runs of reconciliation found that differed from Clerk, and mended. Changes whose event may have been on its way"
                + " do not count. A first import counts: everybody was missing.")
        {
            runs, kind, since, allow,
        };
        return tool.Runs(drift, async (call, cancellation) =>
        {
            var looked = await Latest(call, call.Get(runs), call.Get(kind), call.Get(since), cancellation);
            var total = looked.Sum(RunView.Drift);
            var broken = looked.Count(run => RunView.Verdict(run) != ExitCode.AllWell);
            Report(call, looked, total, broken);
            return total > call.Get(allow) || broken > 0 ? ExitCode.FoundWrong : ExitCode.AllWell;
        });
    }

    /// <summary>Runs that have ended, newest first.</summary>
    private static async Task<IReadOnlyList<RunReport>> Latest(
        Call call, int most, RunKind? kind, DateTimeOffset? since, CancellationToken cancellation)
    {
        var (found, earliest, before) = (new List<RunReport>(), since?.ToUnixTimeMilliseconds() ?? 0, (long?)null);
        do
        {
            var page = (await RunView.Overview(call, before, cancellation)).Value;
            found.AddRange(page.Runs.Where(run => RunView.HasEnded(run) && run.StartedAt >= earliest && (kind is null || run.Kind == kind)));
            before = page.Runs.Any(run => run.StartedAt < earliest) ? null : page.Before;
        }
        while (before is not null && found.Count < most);

        return [.. found.Take(most)];
    }

    private static void Report(Call call, IReadOnlyList<RunReport> runs, long total, int broken)
    {
        var drifted = runs.Where(run => RunView.Drift(run) > 0 || RunView.Verdict(run) != ExitCode.AllWell).ToList();
        if (call.IsJson)
        {
            call.Print(new
            {
                Drift = total,
                Runs = runs.Count,
                NotThrough = broken,
                Drifted = drifted.Select(run => new
                {
                    Run = run.Run.Value,
                    run.Kind,
                    run.Phase,
                    run.StartedAt,
                    Drift = RunView.Drift(run),
                    run.Totals.NeverReceived,
                    run.Totals.DeadLettered,
                }),
            });
            return;
        }

        if (runs.Count == 0)
        {
            call.Human.Line("No run has ended yet.");
            return;
        }

        call.Human.Line($"{runs.Count} runs: {total} differed and were mended{(broken > 0 ? $"; {broken} did not get through" : "")}.");
        if (drifted.Count > 0)
        {
            call.Human.Line();
            RunView.Table(drifted, call.Human);
            call.Human.Line("Which: reconcile run ID");
        }
    }
}
