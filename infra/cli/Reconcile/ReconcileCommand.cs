using System.CommandLine;

namespace Serverless.Cli.Reconcile;

/// <summary><c>reconcile</c>: compare with Clerk now, and what was compared before.</summary>
internal static class ReconcileCommand
{
    public static Command Create(Tool tool) => new("reconcile", "Compare everybody with Clerk and mend what differs; what such runs did.")
    {
        StartCommand.Create(tool),
        RunsCommand.Create(tool),
        RunCommand.Create(tool),
    };
}
