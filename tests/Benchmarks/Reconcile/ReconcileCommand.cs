using System.CommandLine;
using Spectre.Console;

namespace Serverless.Benchmarks.Reconcile;

/// <summary><c>reconcile</c>: full sweeps through the real doors, and the check that all is well.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var users = new Option<int[]>("--users")
        {
            Description = "How large the companies are.",
            DefaultValueFactory = _ => [10_000, 100_000],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("reconcile", "Sweeps companies: all missing, nothing to do, all stale; then the healthy check.") { users };
        command.SetAction((parsed, cancellation) => Run(parsed.GetRequiredValue(users), cancellation));
        return command;
    }

    private static async Task<int> Run(int[] sizes, CancellationToken cancellation)
    {
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        var table = new Table().Border(TableBorder.Markdown).AddColumn("run");
        foreach (var header in new[] { "users", "users/s", "seconds", "calls", "RU", "app, µs/user", "emulators, µs/user", "app, peak MB" })
        {
            table.AddColumn(header, column => column.RightAligned());
        }

        foreach (var size in sizes)
        {
            await using var company = await Company.Start(size, cancellation);
            Add("all missing: the first import", await company.Sweep(cancellation));
            Add("nothing differs", await company.Sweep(cancellation));
            await company.MakeAllStale(cancellation);
            Add("all stale", await company.Sweep(cancellation));
            Add("healthy check", await company.Check(cancellation));

            void Add(string run, SweepResult result) => table.AddRow(
                run, $"{size:#,0}", $"{size / result.Seconds:#,0}", $"{result.Seconds:0.00}", $"{result.Calls}", $"{result.RequestUnits:#,0}",
                $"{result.App.TotalMicroseconds / size:0}", $"{result.Emulators.TotalMicroseconds / size:0}", $"{result.PeakMemory / 1e6:0}");
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
        return 0;
    }
}
