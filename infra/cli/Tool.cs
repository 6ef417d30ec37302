using System.CommandLine;

namespace Serverless.Cli;

/// <summary>What all commands share: their common options, and how each is run.</summary>
internal sealed class Tool(Surroundings surroundings)
{
    public Surroundings Surroundings { get; } = surroundings;

    public Option<string?> Url { get; } = new("--url")
    {
        Description = "Address of the app. Else the environment's SERVERLESS_URL, else http://127.0.0.1:7071.",
        Recursive = true,
    };

    /// <summary>Has no default here, as help would print it.</summary>
    public Option<string?> Key { get; } = new("--key")
    {
        Description = "Function key for the operators' doors. Else the environment's SERVERLESS_KEY, else, of an app on this machine, "
            + "what the local host keeps.",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON and nothing else; progress and errors go to standard error in any case.",
        Recursive = true,
    };

    public Option<int> Timeout { get; } = Limited(new("--timeout")
    {
        Description = "Seconds that one answer may take.",
        DefaultValueFactory = _ => 30,
        Recursive = true,
    }, 1, 600);

    public IEnumerable<Option> Common => [Url, Key, Json, Timeout];

    /// <summary>Makes the command do something. What is told to the person is an exit code, too.</summary>
    public Command Runs(Command command, Func<Call, CancellationToken, Task<ExitCode>> run)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            using var call = new Call(parsed, this);
            try
            {
                return (int)await run(call, cancellation);
            }
            catch (ToolException told)
            {
                call.Tell(told.Hint is { } hint ? $"{told.Message} {hint}" : told.Message);
                return (int)told.Code;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                call.Tell("Cancelled.");
                return (int)ExitCode.Cancelled;
            }
        });
        return command;
    }

    /// <summary>Refuses numbers that are too small or too large.</summary>
    public static Option<int> Limited(Option<int> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var given) && (given < least || given > most))
            {
                result.AddError($"{option.Name} must be a number from {least} to {most}, not {given}.");
            }
        });
        return option;
    }
}
