using System.Text.Json;
using Local.Stack;
using Local.Stack.Demo;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>
/// Real processes, killed without warning at random moments under load and started again, in both orders. Whatever was
/// answered with 2xx must be there in the end, once.
/// </summary>
public sealed class When_processes_are_killed
{
    private const int Rounds = 8;
    private const int Instances = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_promise_is_kept_and_nobody_exists_twice()
    {
        var seed = Environment.TickCount & 0xFFFF;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var state = Directory.CreateTempSubdirectory("serverless-kill-");
        var (applied, duplicate) = (0, 0);
        void Watch(string line)
        {
            // Each decision is a line; what a killed process had not written yet is not counted.
            switch (line[(line.LastIndexOf(' ') + 1)..])
            {
                case "created" or "replaced":
                    Interlocked.Increment(ref applied);
                    break;
                case "ignored-duplicate" or "ignored-stale":
                    Interlocked.Increment(ref duplicate);
                    break;
            }
        }

        await using var stack = await RunningStack.Start(StackSettings.Read(Ports.Free(Instances), state.FullName, StackSettings.NoTimers), Watch, Cancellation);
        await using var load = new WebhookLoad(stack.Settings, seed);
        load.Start();
        for (var round = 0; round < Rounds; round++)
        {
            await KillAndRestart(stack, new Random(seed + (1000 * round)));
        }

        await load.Stop();
        await using var view = new DemoView(stack.Settings);
        await view.UntilQuiet(Patience, Cancellation);

        var lost = 0;
        foreach (var (clerkId, version) in load.Promised)
        {
            lost += await StoredVersion(view, clerkId) == version ? 0 : 1;
        }

        var stored = await StoredDocuments(stack.Settings);
        TestContext.Current.SendDiagnosticMessage(
            $"{Rounds} rounds, seed {seed}: accepted {load.Accepted}, refused and sent again {load.Refused}, "
            + $"applied {applied}, duplicate or stale {duplicate}, users {load.Promised.Count}, documents {stored.Users}, lost {lost}");
        Assert.True(load.Refused > 0, "the kills were felt");
        Assert.Equal(0, lost);
        Assert.Equal((load.Promised.Count, load.Promised.Count), stored);
        Assert.Null(await view.PeekDeadLetter(Cancellation));
        state.Delete(recursive: true);
    }

    private static async Task KillAndRestart(RunningStack stack, Random random)
    {
        Func<Task>[] kills = random.Next(3) switch
        {
            0 => [stack.KillEmulators],
            1 => [() => stack.KillApp(0), stack.KillEmulators],
            _ => [stack.KillEmulators, () => stack.KillApp(1)],
        };
        await Pause(random, 300, 900);
        foreach (var kill in kills)
        {
            await kill();
            await Pause(random, 0, 100);
        }

        await Task.WhenAll(
            Later(random, () => stack.StartEmulators(Cancellation)),
            Later(random, () => stack.StartMissingApps(Cancellation)));
    }

    private static async Task Later(Random random, Func<Task> start)
    {
        await Pause(random, 0, 200);
        await start();
    }

    private static Task Pause(Random random, int least, int most) => Task.Delay(random.Next(least, most), Cancellation);

    private static async Task<long?> StoredVersion(DemoView view, string clerkId) =>
        await view.Document(clerkId, Cancellation) is { } document ? JsonElement.Parse(document).GetProperty("version").GetInt64() : null;

    private static async Task<(int Identities, int Users)> StoredDocuments(StackSettings settings)
    {
        using var http = new HttpClient();
        var counts = JsonElement.Parse(await http.GetStringAsync($"http://127.0.0.1:{settings.Ports.Cosmos}/_local", Cancellation));
        var database = counts.GetProperty("databases").GetProperty(settings.Values["Cosmos__database"]);
        return (database.GetProperty("identities").GetInt32(), database.GetProperty("users").GetInt32());
    }
}
