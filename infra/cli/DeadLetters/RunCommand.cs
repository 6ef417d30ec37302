using System.CommandLine;

namespace Serverless.Cli.DeadLetters;

/// <summary><c>dead-letters run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(Tool tool)
    {
        var id = new Argument<string>("run") { Description = "Its id, dlr_…." };
        var run = new Command("run", "Show one run over dead letters.") { id };
        return tool.Runs(run, async (call, cancellation) =>
        {
            var report = await RunView.Find(call, call.Get(id), cancellation);
            call.Show(report, RunView.Print);
            return RunView.Verdict(report.Value);
        });
    }
}
