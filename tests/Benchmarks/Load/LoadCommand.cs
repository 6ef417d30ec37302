using System.CommandLine;
using Serverless.Benchmarks.Peer;

namespace Serverless.Benchmarks.Load;

/// <summary><c>load</c>: the whole app under load, on request beside what one would otherwise write.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var requests = MeasuringCommand.Number("--requests", 20_000, 1_000_000, "Webhooks to send, each about a user of its own.");
        var concurrency = MeasuringCommand.Concurrency();
        var withPeer = new Option<bool>("--peer") { Description = "Also load Fastify, svix and PostgreSQL in the same way. Needs Node.js and PostgreSQL." };
        var load = new Command("load", "Starts the app and its emulators in Release, loads them with signed webhooks, first the door alone and then all of it, and prints a table.")
        {
            requests, concurrency, withPeer,
        };
        load.SetMeasurement((parsed, cancellation) =>
            Run(parsed.GetValue(requests), parsed.GetValue(concurrency), parsed.GetValue(withPeer), cancellation));
        return load;
    }

    private static async Task Run(int requests, int concurrency, bool withPeer, CancellationToken cancellation)
    {
        var door = await Measure(await OurStack.Start(doorOnly: true, cancellation), requests, concurrency, cancellation);
        var ours = await Measure(await OurStack.Start(doorOnly: false, cancellation), requests, concurrency, cancellation);
        var peer = withPeer && await FastifyPeer.TryStart(cancellation) is { } started
            ? await Measure(started, requests, concurrency, cancellation)
            : null;
        Console.WriteLine($"{requests} webhooks, {concurrency} at a time, on {Environment.ProcessorCount} cores shared by all parts:");
        LoadTable.Print(door, ours, peer);
    }

    private static async Task<LoadResult> Measure(IContender contender, int requests, int concurrency, CancellationToken cancellation)
    {
        await using (contender)
        {
            Console.WriteLine($"Loading {contender.Name} …");
            return await LoadRun.Measure(contender, requests, concurrency, cancellation);
        }
    }
}
