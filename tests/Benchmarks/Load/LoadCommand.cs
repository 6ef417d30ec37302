using System.CommandLine;
using System.Reflection;
using Local.Stack;
using Serverless.Benchmarks.Peer;

namespace Serverless.Benchmarks.Load;

/// <summary><c>load</c>: the whole app under load, on request beside what one would otherwise write.</summary>
internal static class LoadCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var requests = Number("--requests", 20_000, 1_000_000, "Webhooks to send, each about a user of its own.");
        var concurrency = Number("--concurrency", 32, 1_000, "Webhooks under way at the same time.");
        var withPeer = new Option<bool>("--peer") { Description = "Also load Fastify, svix and PostgreSQL in the same way. Needs Node.js and PostgreSQL." };
        var load = new Command("load", "Starts the app and its emulators in Release, loads them with signed webhooks, first the door alone and then all of it, and prints a table.")
        {
            requests, concurrency, withPeer,
        };
        load.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await Run(parsed.GetValue(requests), parsed.GetValue(concurrency), parsed.GetValue(withPeer), cancellation);
                return 0;
            }
            catch (OperationCanceledException)
            {
                return Failed;
            }
            catch (Exception told) when (told is LoadException or StackException)
            {
                await Console.Error.WriteLineAsync(told.Message);
                return Failed;
            }
        });
        return load;
    }

    private static async Task Run(int requests, int concurrency, bool withPeer, CancellationToken cancellation)
    {
        if (typeof(LoadCommand).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration != "Release")
        {
            throw new LoadException("Run with -c Release: any other build of the app says nothing about its speed.");
        }

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

    private static Option<int> Number(string name, int otherwise, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < 1 || number > most))
            {
                result.AddError($"{name} must be a number from 1 to {most}.");
            }
        });
        return option;
    }
}
