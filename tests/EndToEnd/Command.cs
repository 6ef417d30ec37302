using System.Diagnostics;
using Local.Stack;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>A program of ours, run to its end in a process of its own.</summary>
/// <param name="Output">Of standard output.</param>
/// <param name="Errors">Of standard error.</param>
internal sealed record Command(int ExitCode, string Output, string Errors)
{
    /// <summary>Both, as on a terminal.</summary>
    public string All => Output + Errors;

    public static Task<Command> Stack(params string[] arguments) => Stack(arguments, []);

    public static Task<Command> Stack(string[] arguments, params (string Name, string Value)[] environment) =>
        Run(typeof(StackSettings).Assembly.Location, arguments, environment);

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
            return new Command(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
