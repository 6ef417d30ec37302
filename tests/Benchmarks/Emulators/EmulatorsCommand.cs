using System.CommandLine;
using Local.Stack;
using Spectre.Console;

namespace Serverless.Benchmarks.Emulators;

/// <summary><c>emulators</c>: what the emulators alone can do, on disk, through the clients the app uses.</summary>
internal static class EmulatorsCommand
{
    private static readonly int[] Callers = [1, 32];

    public static Command Create()
    {
        var command = new Command("emulators", "Loads the emulators without the app: durable sends and receives, reads and conditional writes.");
        command.SetAction((_, cancellation) => Run(cancellation));
        return command;
    }

    private static async Task<int> Run(CancellationToken cancellation)
    {
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        var state = Directory.CreateTempSubdirectory("serverless-emulators-");
        await using (var stack = await RunningStack.Start(StackSettings.Read(Ports.Free(instances: 0), state.FullName), print: null, cancellation))
        {
            var table = new Table().Border(TableBorder.Markdown).AddColumn("operation");
            foreach (var header in new[] { "callers", "per second", "p50, ms", "p99, ms", "emulator, µs each", "client, µs each" })
            {
                table.AddColumn(header, column => column.RightAligned());
            }

            await using var serviceBus = new ServiceBusWork(stack.Settings);
            using var cosmos = new CosmosWork(stack.Settings);
            foreach (var (name, perCall, call) in serviceBus.Operations().Concat(cosmos.Operations()))
            {
                foreach (var callers in Callers)
                {
                    var result = await Measurement.Run(callers, perCall, call, stack.Emulators!, cancellation);
                    table.AddRow(
                        name, $"{callers}", $"{result.PerSecond:0}", $"{result.P50:0.00}", $"{result.P99:0.00}", $"{result.Emulator:0}", $"{result.Client:0}");
                }
            }

            AnsiConsole.Profile.Width = 160;
            AnsiConsole.Write(table);
        }

        state.Delete(recursive: true);
        return 0;
    }
}
