using Serverless.Platform.Cosmos;

namespace Serverless.Operations.DeadLetters;

/// <summary>Runs over dead letters.</summary>
public sealed class DeadLetterRunStore(Documents<DeadLetterRun> runs)
{
    public Task<Stored<DeadLetterRun>?> Find(DeadLetterRunId run, CancellationToken cancellation) =>
        runs.Find(run.Value, DeadLetterRun.ReportId, cancellation);

    public Task<bool> TryCreate(DeadLetterRun run, CancellationToken cancellation) => runs.TryCreate(run.Run.Value, run, cancellation);

    /// <summary>Changes a run as it stands, however often others change it meanwhile.</summary>
    /// <param name="change">Null if nothing is to be changed; asked again after each lost attempt.</param>
    /// <returns>The run as it was left.</returns>
    /// <exception cref="WriteContentionException">It changed under every attempt.</exception>
    public async Task<DeadLetterRun> Change(
        Stored<DeadLetterRun> run, Func<DeadLetterRun, DeadLetterRun?> change, CancellationToken cancellation)
    {
        var id = run.Value.Run;
        var (changed, before) = await ConditionalWrite.Apply(
            id.Value,
            run,
            stored => change(stored ?? throw new InvalidOperationException($"'{id}' is gone.")),
            async (next, stored) => next is null || await runs.TryReplace(id.Value, next.Id, next, stored!.ETag, cancellation),
            () => Find(id, cancellation));
        return changed ?? before!;
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only those that began before this time, in milliseconds since the Unix epoch.</param>
    public IAsyncEnumerable<Stored<DeadLetterRun>> Latest(long before, int most, CancellationToken cancellation) => runs.Query(
        $"SELECT TOP {most} * FROM c WHERE c.startedAt < {before} ORDER BY c.startedAt DESC", partition: null, cancellation);
}
