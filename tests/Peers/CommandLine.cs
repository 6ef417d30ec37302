using System.ComponentModel;
using System.Diagnostics;

namespace Serverless.Tests.Peers;

/// <summary>Runs a program to its end and keeps what it prints out of the test output.</summary>
internal static class CommandLine
{
    /// <returns>Null if there is no such program on the PATH.</returns>
    /// <exception cref="TimeoutException">It was still running after <paramref name="limit"/>, and was ended.</exception>
    public static async Task<Outcome?> RunAsync(string program, string folder, TimeSpan limit, params string[] arguments)
    {
        // On Windows npm is a script.
        var file = OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program;
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var process = TryStart(start);
        if (process is null)
        {
            return null;
        }

        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} was not done after {limit}.");
        }

        return new Outcome(process.ExitCode, string.Concat(await output));
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public sealed record Outcome(int ExitCode, string Output);
}
