using System.CommandLine;

namespace Serverless.Cli.Reconcile;

/// <summary><c>reconcile run</c>: a run and a page of its ledger.</summary>
internal static class RunCommand
{
    public static Command Create(Tool tool)
    {
        var id = new Argument<string>("run") { Description = "Its id, run_…." };
        var after = new Option<string?>("--after") { Description = "The next of the page of repairs before." };
        var run = new Command("run", "Show one run, and what it mended.") { id, after };
        return tool.Runs(run, async (call, cancellation) =>
        {
            var ledger = await RunView.Find(call, call.Get(id), call.Get(after), cancellation);
            call.Show(ledger, (value, human) =>
            {
                RunView.Print(value.Run, human);
                if (value.Repairs.Count > 0)
                {
                    human.Line();
                    RunView.Print(value.Repairs, human);
                }

                if (value.Next is { } next)
                {
                    human.Line($"More: --after {next}");
                }
            });
            return RunView.Verdict(ledger.Value.Run);
        });
    }
}
