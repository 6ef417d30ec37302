namespace Serverless.Benchmarks.Load;

/// <summary>A server under load, in processes of its own.</summary>
internal interface ILoadedServer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Processor time so far: of the server that answers, and of what it stores in; null if it stores nothing.</summary>
    (TimeSpan Server, TimeSpan? Storage) ProcessorTime();

    /// <summary>Charged so far by what it stores in; null if that does not count in request units.</summary>
    Task<double?> RequestUnits(CancellationToken cancellation) => Task.FromResult<double?>(null);
}

/// <summary>What all three parties of a run have used of the processors.</summary>
internal readonly record struct ProcessorTimes(TimeSpan Server, TimeSpan? Storage, TimeSpan Generator)
{
    public static ProcessorTimes Of(ILoadedServer contender)
    {
        var (server, storage) = contender.ProcessorTime();
        return new(server, storage, Environment.CpuUsage.TotalTime);
    }

    /// <summary>What each of so many requests took since then.</summary>
    public ProcessorTimes Since(ProcessorTimes before, int requests) => new(
        (Server - before.Server) / requests, (Storage - before.Storage) / requests, (Generator - before.Generator) / requests);
}
