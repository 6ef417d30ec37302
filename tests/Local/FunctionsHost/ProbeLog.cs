using System.Collections.Concurrent;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>What the probe app saw, in order.</summary>
public sealed class ProbeLog
{
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Closed until a test releases it: what lets a waiting function end.</summary>
    public SemaphoreSlim Gate { get; } = new(0);

    /// <summary>What the timer is to do: nothing, "fail" or "wait".</summary>
    public string TimerBehaviour { get; set; } = "";

    public void Add(string line) => Lines.Enqueue(line);
}

public sealed class ProbeScope : IAsyncDisposable
{
    private readonly ProbeLog log;

    public ProbeScope(ProbeLog log)
    {
        this.log = log;
        log.Add("scope opened");
    }

    public ValueTask DisposeAsync()
    {
        log.Add("scope closed");
        return ValueTask.CompletedTask;
    }
}
