using System.Diagnostics;
using System.Net;

namespace Serverless.Benchmarks.Load;

/// <summary>What one contender did. Processor times are per webhook.</summary>
/// <param name="Stored">Null if nothing was to be stored.</param>
internal sealed record LoadResult(
    string Contender,
    double AnsweredPerSecond,
    Percentiles Answer,
    TimeSpan ServerProcessor,
    TimeSpan GeneratorProcessor,
    StoredResult? Stored);

/// <param name="PerSecond">Over all the time until every user was stored: what could be kept up for hours.</param>
/// <param name="Visible">From sending a webhook until a reader found its user.</param>
/// <param name="Drain">From the last answer until every user was stored.</param>
internal sealed record StoredResult(
    double PerSecond,
    Percentiles Visible,
    TimeSpan Drain,
    TimeSpan ServerProcessor,
    TimeSpan? StorageProcessor);

internal readonly record struct Percentiles(TimeSpan P50, TimeSpan P99)
{
    /// <param name="ticks">Of <see cref="Stopwatch"/>; sorted by this.</param>
    public static Percentiles Of(long[] ticks)
    {
        Array.Sort(ticks);
        return new(At(0.50), At(0.99));

        TimeSpan At(double share) => Stopwatch.GetElapsedTime(0, ticks[(int)Math.Ceiling(share * ticks.Length) - 1]);
    }
}

/// <summary>Loads one contender twice in the same way: to warm everything up, the measuring included, and for the record.</summary>
internal static class LoadRun
{
    // Enough for the runtimes to have compiled the hot paths for good.
    private const int WarmUpUsers = 20_000;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CountEvery = TimeSpan.FromMilliseconds(20);

    public static async Task<LoadResult> Measure(IContender contender, int requests, int concurrency, CancellationToken cancellation)
    {
        await Measure(contender, 0, WarmUpUsers, concurrency, cancellation);
        GC.Collect();
        return await Measure(contender, WarmUpUsers, requests, concurrency, cancellation);
    }

    private static async Task<LoadResult> Measure(
        IContender contender, int firstUser, int users, int concurrency, CancellationToken cancellation)
    {
        var probe = new VisibilityProbe(contender);
        var watching = contender.Stores ? probe.Watch(cancellation) : null;
        var generator = new LoadGenerator(
            contender.WebhookAddress,
            () => new SignedRequest(contender.WebhookAddress, contender.SigningSecret),
            HttpStatusCode.Accepted,
            concurrency,
            probe.Answered);
        var before = ProcessorTimes.Of(contender);
        var answers = await generator.Run(firstUser, users, cancellation);
        var lastAnswer = Stopwatch.GetTimestamp();
        var answered = ProcessorTimes.Of(contender).Since(before, users);
        probe.AllAnswered();

        StoredResult? result = null;
        if (watching is not null)
        {
            await UntilStored(contender, firstUser + users, cancellation);
            var drain = Stopwatch.GetElapsedTime(lastAnswer);
            var stored = ProcessorTimes.Of(contender).Since(before, users);
            result = new StoredResult(
                users / (answers.Elapsed + drain).TotalSeconds,
                Percentiles.Of(await watching),
                drain,
                stored.Server,
                stored.Storage);
        }

        return new LoadResult(
            contender.Name,
            answers.PerSecond,
            Percentiles.Of(answers.Latencies),
            answered.Server,
            answered.Generator,
            result);
    }

    /// <summary>Waits until a contender has stored so many users.</summary>
    public static async Task UntilStored(IContender contender, int users, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        int stored;
        while ((stored = await contender.CountUsers(cancellation)) < users)
        {
            if (Stopwatch.GetElapsedTime(started) > LongestDrain)
            {
                throw new LoadException($"{contender.Name}: {stored} of {users} users were stored {LongestDrain} after the last answer.");
            }

            await Task.Delay(CountEvery, cancellation);
        }
    }
}
