using System.CommandLine;
using System.Text.Json;
using Serverless.Operations.DeadLetters;

namespace Serverless.Cli.DeadLetters;

/// <summary><c>dead-letters discard</c>.</summary>
internal static class DiscardCommand
{
    public static Command Create(Tool tool)
    {
        var because = new Option<string>("--because")
        {
            Description = "Why; it is kept and logged. From 3 to 200 characters.",
            Required = true,
        };
        var discard = new Command(
            "discard", "Take dead letters away for good. What they would have changed reconciliation finds, if Clerk still says so.")
        {
            because,
        };
        var (choice, run) = (new Choice(discard), new RunOptions(discard));
        return tool.Runs(discard, (call, cancellation) =>
        {
            var chosen = choice.Of(call, run.IsPreview(call));
            var body = new DeadLetterDiscard(
                call.Get(because)!, chosen.Queue, chosen.Reason, chosen.Type, chosen.Messages, chosen.OlderThanMinutes, chosen.All, chosen.Preview);
            return run.Begin(call, "discard", JsonSerializer.SerializeToUtf8Bytes(body, DeadLetterApiJson.Default.DeadLetterDiscard), cancellation);
        });
    }
}
