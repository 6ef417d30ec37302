using System.CommandLine;
using System.Reflection;
using Local.Stack;
using Spectre.Console;

namespace Serverless.Benchmarks.Start;

/// <summary><c>start</c>: from the start of the app's process to its first 200, against running emulators.</summary>
internal static class StartCommand
{
    private const int Failed = 1;
    private const int MostRuns = 1000;

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "How often each is started.", DefaultValueFactory = _ => 10 };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostRuns)
            {
                result.AddError($"--runs must be a number from 1 to {MostRuns}.");
            }
        });
        var path = new Option<string>("--path") { Description = "What is asked of the app.", DefaultValueFactory = _ => "/api/ops/reconcile" };
        var command = new Command("start", "Starts the app again and again, as built and compiled ahead, and a bare one; until the first 200.") { runs, path };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await Run(parsed.GetValue(runs), parsed.GetRequiredValue(path), cancellation);
                return 0;
            }
            catch (OperationCanceledException)
            {
                return Failed;
            }
            catch (StackException told)
            {
                await Console.Error.WriteLineAsync(told.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task Run(int runs, string path, CancellationToken cancellation)
    {
        if (typeof(StartCommand).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration != "Release")
        {
            throw new StackException("Run with -c Release: any other build of the app says nothing about its speed.");
        }

        var folder = Directory.CreateTempSubdirectory("serverless-start-");
        try
        {
            List<Contender> contenders =
            [
                new("bare Kestrel app", typeof(StartCommand).Assembly.Location, port => [BareApp.Argument, $"{port}"]),
                new("this app", StackSettings.PathOf("FunctionsApp")),
            ];
            var (compiledAhead, output) = await ReadyToRunBuild.Publish(folder.FullName);
            if (compiledAhead is null)
            {
                Console.WriteLine($"No figures for ReadyToRun, it could not be built:{Environment.NewLine}{output}");
            }
            else
            {
                contenders.Add(new("this app, ReadyToRun", compiledAhead));
            }

            await Measure(contenders, runs, path, cancellation);
            Print(contenders);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>In turns, so that what else the machine does meets all of them alike. Each is started once more at first, to have its files read.</summary>
    private static async Task Measure(List<Contender> contenders, int runs, string path, CancellationToken cancellation)
    {
        var settings = StackSettings.Read(Ports.Free(instances: 0), stateFolder: null, StackSettings.NoTimers);
        await using var stack = await RunningStack.Start(settings, print: null, cancellation);
        for (var run = 0; run <= runs; run++)
        {
            foreach (var contender in contenders)
            {
                var port = Ports.Free().Apps.Single();
                var environment = new Dictionary<string, string>(settings.Values)
                {
                    ["LocalHttpPort"] = $"{port}",
                    ["LocalHostParentProcess"] = $"{Environment.ProcessId}",
                    ["LocalHostKeys"] = "off",
                };
                var answer = await FirstAnswer.Measure(contender.Assembly, contender.Arguments(port), environment, port, path, cancellation);
                if (run > 0)
                {
                    contender.Answers.Add(answer);
                }
            }
        }
    }

    private static void Print(List<Contender> contenders)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("first 200, ms after the start");
        foreach (var header in new[] { "median", "min", "max", "processor time, median", "median / bare" })
        {
            table.AddColumn(header, column => column.RightAligned());
        }

        var bare = Median(contenders[0].Elapsed);
        foreach (var contender in contenders)
        {
            table.AddRow(
                contender.Name, $"{Median(contender.Elapsed):0}", $"{contender.Elapsed.Min():0}", $"{contender.Elapsed.Max():0}",
                $"{Median(contender.Answers.Select(answer => answer.Processor)):0}", $"{Median(contender.Elapsed) / bare:0.00}");
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <param name="Assembly">What <c>dotnet</c> is to run.</param>
    private sealed record Contender(string Name, string Assembly)
    {
        public Contender(string name, string assembly, Func<int, string[]> arguments)
            : this(name, assembly) => Arguments = arguments;

        /// <summary>For the port it is to listen at.</summary>
        public Func<int, string[]> Arguments { get; } = _ => [];

        public List<FirstAnswer> Answers { get; } = [];

        public IEnumerable<double> Elapsed => Answers.Select(answer => answer.Elapsed);
    }
}
