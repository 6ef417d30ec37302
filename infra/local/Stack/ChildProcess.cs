using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Local.Stack;

/// <summary>
/// A part of the stack in a process of its own. Its standard input stays open as long as we live: a child that reads it
/// notices when we are gone, however we went.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    // https://man7.org/linux/man-pages/man7/signal.7.html
    private const int Terminate = 15;

    /// <summary>Longer than the host lets a stop take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly Queue<string> lastLines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, Process process, string? readyLine, Action<string>? print)
    {
        Name = name;
        this.process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data, readyLine, print);
        process.ErrorDataReceived += (_, line) => Read(line.Data, readyLine, print);
    }

    public string Name { get; }

    public Task Exited => process.WaitForExitAsync();

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory it has had at once, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <param name="readyLine">What the child prints once it can be used; null for one that is asked otherwise.</param>
    /// <param name="print">Receives each line the child prints; null keeps only the last ones.</param>
    public static ChildProcess Start(
        string name, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? readyLine, Action<string>? print)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        start.Environment["COSMOS_DISABLE_IMDS_ACCESS"] = "true";
        var child = new ChildProcess(name, new Process { StartInfo = start }, readyLine, print);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <exception cref="StackException">The child ended, or was not ready in time; the message carries its last lines.</exception>
    public async Task WaitUntilReady(Func<CancellationToken, Task<bool>>? ask, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var isReady = ask is null ? ready.Task : Poll(ask, patience.Token);
        var first = await Task.WhenAny(isReady, Exited, Task.Delay(Timeout.Infinite, patience.Token));
        cancellation.ThrowIfCancellationRequested();
        if (first != isReady)
        {
            throw new StackException($"{Name} did not start:{Environment.NewLine}{LastLines()}");
        }
    }

    public string LastLines()
    {
        lock (lastLines)
        {
            return string.Join(Environment.NewLine, lastLines);
        }
    }

    /// <summary>Asks the child to end, and waits for it. On Windows, where a process cannot be asked, it is left to be killed.</summary>
    public async Task Stop()
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited && Kill(process.Id, Terminate) == 0)
        {
            await Task.WhenAny(Exited, Task.Delay(Patience));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Read(string? line, string? readyLine, Action<string>? print)
    {
        if (line is null)
        {
            return;
        }

        if (line == readyLine)
        {
            ready.TrySetResult();
            return;
        }

        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > LinesKept)
            {
                lastLines.Dequeue();
            }
        }

        print?.Invoke(line);
    }

    private static async Task Poll(Func<CancellationToken, Task<bool>> ask, CancellationToken cancellation)
    {
        while (!await ask(cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }
}

/// <summary>The stack cannot do what was asked; the message is for the person at the keyboard.</summary>
internal sealed class StackException(string message) : Exception(message);
