using System.Net;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <param name="Processor">Of each request.</param>
internal sealed record MeResult(string Contender, double PerSecond, Percentiles Answer, ProcessorTimes Processor);

/// <summary>Loads one contender twice in the same way, after it has shown that its answers are right: to warm it up, and for the record.</summary>
internal static class MeRun
{
    // Enough for the runtimes to have compiled the hot paths for good.
    private const int WarmUpRequests = 20_000;

    public static async Task<MeResult> Measure(
        IMeContender contender, SignedInPeople people, int requests, int concurrency, CancellationToken cancellation)
    {
        await AnswerCheck.Run(contender, people, cancellation);
        var sender = new TokenRequests(contender.MeAddress, people.Tokens);
        var generator = new LoadGenerator(contender.MeAddress, () => sender, HttpStatusCode.OK, concurrency);
        await generator.Run(0, WarmUpRequests, cancellation);
        GC.Collect();
        var before = ProcessorTimes.Of(contender);
        var answers = await generator.Run(0, requests, cancellation);
        var processor = ProcessorTimes.Of(contender).Since(before, requests);
        return new MeResult(contender.Name, answers.PerSecond, Percentiles.Of(answers.Latencies), processor);
    }
}
