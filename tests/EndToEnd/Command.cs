using System.Diagnostics;
using Local.Stack;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>A program of ours, run to its end in a process of its own.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    public static Task<Command> Stack(params string[] arguments) => Run(typeof(StackSettings).Assembly.Location, arguments, []);

    public static Task<Command> App(params (string Name, string Value)[] environment) =>
        Run(StackSettings.PathOf("FunctionsApp"), [], environment);

    private static async Task<Command> Run(string assembly, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Command(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
