using System.CommandLine;
using System.Globalization;
using Serverless.Cli.App;
using Serverless.Operations.DeadLetters;

namespace Serverless.Cli.DeadLetters;

/// <summary><c>dead-letters runs</c>.</summary>
internal static class RunsCommand
{
    public static Command Create(Tool tool)
    {
        var before = new Option<long?>("--before") { Description = "The before of the page before." };
        var runs = new Command("runs", "Show what runs over dead letters did, and are doing, newest first.") { before };
        return tool.Runs(runs, async (call, cancellation) =>
        {
            var query = new Query().Add("before", call.Get(before)?.ToString(CultureInfo.InvariantCulture));
            call.Show(await call.App.Get($"ops/dead-letters/runs{query}", DeadLetterRunJson.Default.DeadLetterRunPage, cancellation), RunView.Print);
            return ExitCode.AllWell;
        });
    }
}
