using System.CommandLine;
using Serverless.Benchmarks.Load;

namespace Serverless.Benchmarks.Me;

/// <summary><c>me</c>: how fast people are told who they are, between the least it can cost and, on request, what one would otherwise write.</summary>
internal static class MeCommand
{
    public static Command Create()
    {
        var requests = MeasuringCommand.Number("--requests", 50_000, 1_000_000, "Requests to send.");
        var concurrency = MeasuringCommand.Concurrency();
        var users = MeasuringCommand.Number("--users", 1_000, 20_000, "People who send them in turn.");
        var withPeer = new Option<bool>("--peer") { Description = "Also load Express, jose and PostgreSQL in the same way. Needs Node.js and PostgreSQL." };
        var me = new Command("me", "Starts the app and its emulators in Release, asks GET /api/me with session tokens, and prints a table.")
        {
            requests, concurrency, users, withPeer,
        };
        me.SetMeasurement((parsed, cancellation) => Run(
            parsed.GetValue(requests), parsed.GetValue(concurrency), parsed.GetValue(users), parsed.GetValue(withPeer), cancellation));
        return me;
    }

    private static async Task Run(int requests, int concurrency, int users, bool withPeer, CancellationToken cancellation)
    {
        var stack = await OurStack.Start(doorOnly: false, cancellation);
        SignedInPeople people;
        MeResult ours;
        await using (stack)
        {
            people = await SignedInPeople.SignUp(stack.ClerkAddress, users, cancellation);
            await LoadRun.UntilStored(stack, users, cancellation);
            ours = await Measure(stack);
        }

        var floor = await MeasureAndStop(await BareKestrel.Start(people.VerifierSettings, cancellation));
        var peer = withPeer && await ExpressPeer.TryStart(people.VerifierSettings, cancellation) is { } started
            ? await MeasureAndStop(started)
            : null;
        Console.WriteLine($"{requests} requests of {users} people, {concurrency} at a time, on {Environment.ProcessorCount} cores shared by all parts:");
        MeTable.Print(floor, ours, peer);

        async Task<MeResult> MeasureAndStop(IMeContender contender)
        {
            await using (contender)
            {
                return await Measure(contender);
            }
        }

        Task<MeResult> Measure(IMeContender contender)
        {
            Console.WriteLine($"Loading {contender.Name} …");
            return MeRun.Measure(contender, people, requests, concurrency, cancellation);
        }
    }
}
