using System.CommandLine;
using System.Reflection;
using Local.Stack;

namespace Serverless.Benchmarks.Load;

/// <summary>What commands have in common that load servers.</summary>
internal static class MeasuringCommand
{
    private const int Failed = 1;

    public static Option<int> Concurrency() => Number("--concurrency", 32, 1_000, "Requests under way at the same time.");

    public static Option<int> Number(string name, int otherwise, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < 1 || number > most))
            {
                result.AddError($"{name} must be a number from 1 to {most}.");
            }
        });
        return option;
    }

    /// <summary>Runs only in Release; what goes wrong as it may is told in one line.</summary>
    public static void SetMeasurement(this Command command, Func<ParseResult, CancellationToken, Task> measure) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                CheckRelease();
                await measure(parsed, cancellation);
                return 0;
            }
            catch (OperationCanceledException)
            {
                return Failed;
            }
            catch (Exception told) when (told is LoadException or StackException)
            {
                await Console.Error.WriteLineAsync(told.Message);
                return Failed;
            }
        });

    private static void CheckRelease()
    {
        if (typeof(MeasuringCommand).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration != "Release")
        {
            throw new LoadException("Run with -c Release: any other build of the app says nothing about its speed.");
        }
    }
}
