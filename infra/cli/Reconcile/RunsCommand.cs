using System.CommandLine;
using Serverless.Cli.Output;
using Serverless.Reconciliation;

namespace Serverless.Cli.Reconcile;

/// <summary><c>reconcile runs</c>.</summary>
internal static class RunsCommand
{
    public static Command Create(Tool tool)
    {
        var before = new Option<long?>("--before") { Description = "The before of the page before." };
        var runs = new Command("runs", "Show how things stand, and the runs, newest first.") { before };
        return tool.Runs(runs, async (call, cancellation) =>
        {
            call.Show(await RunView.Overview(call, call.Get(before), cancellation), Print);
            return ExitCode.AllWell;
        });
    }

    private static void Print(ReconcileOverview overview, HumanOutput human)
    {
        human.Line(overview.Current is { } current ? $"{current} is going on." : "No run is going on.");
        human.Line($"Last sweep that ended well: {(overview.SweptAt is { } swept ? HumanOutput.Time(swept) : "none")}. "
            + $"Changes looked at up to {(overview.Watermark is > 0 and { } watermark ? HumanOutput.Time(watermark) : "no time yet")}.");
        if (overview.Runs.Count > 0)
        {
            human.Line();
            RunView.Table(overview.Runs, human);
        }

        if (overview.Before is { } before)
        {
            human.Line($"More: --before {before}");
        }
    }
}
