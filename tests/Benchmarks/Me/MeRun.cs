using System.Net;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <param name="Processor">Of each request.</param>
/// <param name="RequestUnits">Of each request.</param>
internal sealed record MeResult(string Contender, double PerSecond, Percentiles Answer, ProcessorTimes Processor, double? RequestUnits);

/// <summary>Loads one contender twice in the same way, after it has shown that its answers are right: to warm it up, and for the record.</summary>
internal static class MeRun
{
    // Enough for the runtimes to have compiled the hot paths for good.
    private const int WarmUpRequests = 20_000;

    public static async Task<MeResult> Measure(
        IMeContender contender, SignedInPeople people, int requests, int concurrency, CancellationToken cancellation)
    {
        await AnswerCheck.Run(contender, people, cancellation);
        return await Load(contender, contender.MeAddress, people.Tokens, requests, concurrency, cancellation);
    }

    /// <summary>The load alone, on whatever is got with these tokens. The answers are not looked at, but for their status.</summary>
    public static async Task<MeResult> Load(
        ILoadedServer server, Uri address, IReadOnlyList<string> tokens, int requests, int concurrency, CancellationToken cancellation)
    {
        var sender = new TokenRequests(address, tokens);
        var generator = new LoadGenerator(address, () => sender, HttpStatusCode.OK, concurrency);
        await generator.Run(0, WarmUpRequests, cancellation);
        GC.Collect();
        var unitsBefore = await server.RequestUnits(cancellation);
        var before = ProcessorTimes.Of(server);
        var answers = await generator.Run(0, requests, cancellation);
        var processor = ProcessorTimes.Of(server).Since(before, requests);
        var units = (await server.RequestUnits(cancellation) - unitsBefore) / requests;
        return new MeResult(server.Name, answers.PerSecond, Percentiles.Of(answers.Latencies), processor, units);
    }
}
