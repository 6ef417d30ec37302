using System.CommandLine;
using System.Text.Json;
using Serverless.Operations.DeadLetters;

namespace Serverless.Cli.DeadLetters;

/// <summary><c>dead-letters redrive</c>.</summary>
internal static class RedriveCommand
{
    public static Command Create(Tool tool)
    {
        var redrive = new Command("redrive", "Send dead letters back to their queues. Ends of itself when too many fail again.");
        var (choice, run) = (new Choice(redrive), new RunOptions(redrive));
        return tool.Runs(redrive, (call, cancellation) =>
        {
            var body = choice.Of(call, run.IsPreview(call));
            return run.Begin(call, "redrive", JsonSerializer.SerializeToUtf8Bytes(body, DeadLetterApiJson.Default.DeadLetterRedrive), cancellation);
        });
    }
}
