using System.Diagnostics;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Peer;

/// <summary>A server that is started for one run, and known to be ready by a line it prints.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string readyText)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data, readyText);
        process.ErrorDataReceived += (_, line) => Read(line.Data, readyText);
    }

    /// <param name="readyText">Part of the line that says it can be used.</param>
    /// <exception cref="LoadException">It ended, or did not get ready in time; the message has what it printed.</exception>
    public static async Task<ServerProcess> Start(ProcessStartInfo start, string readyText, CancellationToken cancellation)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var server = new ServerProcess(new Process { StartInfo = start }, readyText);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        var first = await Task.WhenAny(server.ready.Task, server.process.WaitForExitAsync(cancellation), Task.Delay(Patience, cancellation));
        if (first == server.ready.Task)
        {
            return server;
        }

        await server.DisposeAsync();
        cancellation.ThrowIfCancellationRequested();
        lock (server.lines)
        {
            throw new LoadException($"{start.FileName} did not start:{Environment.NewLine}{string.Join(Environment.NewLine, server.lines)}");
        }
    }

    public TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Read(string? line, string readyText)
    {
        if (line is null || ready.Task.IsCompleted)
        {
            return;
        }

        lock (lines)
        {
            lines.Add(line);
        }

        if (line.Contains(readyText, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}
