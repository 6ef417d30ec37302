using System.CommandLine;

namespace Serverless.Cli.DeadLetters;

/// <summary><c>dead-letters</c>: what could not be handled, and what to do about it.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(Tool tool) => new("dead-letters", "What could not be handled: look at it, send it back, give up on it.")
    {
        ListCommand.Create(tool),
        RedriveCommand.Create(tool),
        DiscardCommand.Create(tool),
        RunsCommand.Create(tool),
        RunCommand.Create(tool),
    };
}
