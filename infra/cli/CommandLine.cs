using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Serverless.Cli.Cost;
using Serverless.Cli.DeadLetters;
using Serverless.Cli.Doctor;
using Serverless.Cli.Erase;
using Serverless.Cli.Output;
using Serverless.Cli.Reconcile;
using Serverless.Cli.Status;
using Serverless.Cli.Trigger;
using Serverless.Cli.Verify;
using Serverless.Cli.Why;

namespace Serverless.Cli;

/// <summary>The command line: <c>dotnet run --project infra/cli -- --help</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Surroundings surroundings)
    {
        var tool = new Tool(surroundings);
        var root = new RootCommand("Looks after a running user store: is it well, why is it as it is, and what to do about it.")
        {
            StatusCommand.Create(tool),
            DoctorCommand.Create(tool),
            TriggerCommand.Create(tool),
            VerifyCommand.Create(tool),
            WhyCommand.Create(tool),
            DeadLettersCommand.Create(tool),
            ReconcileCommand.Create(tool),
            DriftCommand.Create(tool),
            EraseCommand.Create(tool),
            CostCommand.Create(tool),
        };
        foreach (var option in tool.Common)
        {
            root.Add(option);
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        return root;
    }

    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> Run(
        IReadOnlyList<string> arguments, Surroundings surroundings, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var parsed = Create(surroundings).Parse(arguments);
        if (parsed.Action is not ParseErrorAction wrong)
        {
            // Signals are the program's own business.
            var configuration = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellation);
        }

        // What is wrong, and what may have been meant, is no answer; help would bury it.
        wrong.ShowHelp = false;
        await parsed.InvokeAsync(new InvocationConfiguration { Output = error, Error = error }, cancellation);
        return (int)ExitCode.WrongUsage;
    }
}
