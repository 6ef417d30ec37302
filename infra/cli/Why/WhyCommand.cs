using System.CommandLine;
using Serverless.Cli.Output;
using Serverless.Operations.History;

namespace Serverless.Cli.Why;

/// <summary><c>why</c>: the history of a person, in words.</summary>
internal static class WhyCommand
{
    public static Command Create(Tool tool)
    {
        var id = new Argument<string>("user id") { Description = "Ours, usr_…, or Clerk's, user_…." };
        var why = new Command("why", "Tell why a person looks as they do: what was decided about them in the last 30 days, newest first.") { id };
        return tool.Runs(why, async (call, cancellation) =>
        {
            var path = $"ops/users/{Uri.EscapeDataString(call.Get(id))}/history";
            call.Show(await call.App.Get(path, HistoryApiJson.Default.HistoryResponse, cancellation), Print);
            return ExitCode.AllWell;
        });
    }

    private static void Print(HistoryResponse history, HumanOutput human)
    {
        human.Line($"{history.Id}, {history.Subject ?? "unknown to Clerk"}: "
            + $"{(history.Status is { } status ? HumanOutput.Word(status) : "no document")}"
            + $"{(history.Version is { } version ? $", as of {HumanOutput.Time(version)}" : "")}");
        foreach (var item in history.Items)
        {
            human.Line($"  {HumanOutput.Time(item.At)}  {item.Text}");
        }

        if (history.Items.Count == 0)
        {
            human.Line("  Nothing was decided in the last 30 days.");
        }

        foreach (var letter in history.DeadLetters)
        {
            human.Line($"  {letter.Queue}:{letter.SequenceNumber}, {letter.Type}, lies among the dead letters: {letter.Reason}");
        }
    }
}
