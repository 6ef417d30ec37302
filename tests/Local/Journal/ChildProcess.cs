using System.Diagnostics;
using System.Runtime.InteropServices;
using Serverless.Tests.Local.ServiceBus.Durability;

namespace Serverless.Tests.Local.Journal;

/// <summary>
/// This test program, started once more to do something else: a process that can be killed, or given limits of its own.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The number of Linux' SIGXFSZ, which by default ends a process that reaches its limit of file size.</summary>
    private const PosixSignal FileTooLarge = (PosixSignal)25;

    internal const string RoleVariable = "SERVERLESS_TESTS_CHILD";
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Lets its files grow no further than this, as if the disk were full. On Linux only.</summary>
    public async Task LimitFilesAsync(long bytes, CancellationToken ct)
    {
        using var limit = Process.Start("prlimit", $"--pid {process.Id} --fsize={bytes}");
        await limit.WaitForExitAsync(ct);
        if (limit.ExitCode != 0)
        {
            throw new InvalidOperationException($"prlimit ended with {limit.ExitCode}.");
        }
    }

    /// <summary>Starts a role of <see cref="Run"/>.</summary>
    public static ChildProcess Start(string role, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcess).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment =
            {
                [RoleVariable] = string.Join('\n', [role, .. arguments]),
                ["DOTNET_STARTUP_HOOKS"] = typeof(ChildProcess).Assembly.Location,
            },
        };
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line it prints; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken ct) => await process.StandardOutput.ReadLineAsync(ct);

    /// <summary>As kill -9 does. Returns what it had still printed.</summary>
    public async Task<string[]> KillAsync(CancellationToken ct)
    {
        process.Kill();
        var rest = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    /// <summary>What the other process does.</summary>
    public static void Run(string role, string[] arguments)
    {
        using var survivor = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create(FileTooLarge, it => it.Cancel = true) : null;
        switch (role)
        {
            case nameof(CountingJournal): CountingJournal.Run(arguments[0]); break;
            case nameof(BrokerProcess): BrokerProcess.Run(arguments[0]); break;
            default: throw new ArgumentException($"There is no role '{role}'.");
        }
    }
}
