using System.Net.Http.Json;
using System.Text.Json;
using Local.Stack;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.EndToEnd;

/// <summary>The app, the emulators or both are killed while a sweep imports everybody. It goes on where it was, and misses nobody.</summary>
public sealed class When_a_sweep_is_killed : IDisposable
{
    private const int People = 6_000;
    private const int Rounds = 4;

    private readonly HttpClient http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task It_finishes_and_everybody_is_there_once()
    {
        var seed = Environment.TickCount & 0xFFFF;
        var random = new Random(seed);
        var changed = new Dictionary<string, string>(StackSettings.NoTimers) { ["LocalHostKeys"] = "off" };
        var state = Directory.CreateTempSubdirectory("serverless-sweep-");
        await using (var stack = await RunningStack.Start(StackSettings.Read(Ports.Free(instances: 2), state.FullName, changed), null, Cancellation))
        {
            var clerk = $"http://127.0.0.1:{stack.Settings.Ports.Clerk}/_local";
            await Post($"{clerk}/faults", new { kind = "DropWebhook" });
            await Post($"{clerk}/users", new { count = People });
            await Post(new Uri(stack.Settings.WebhookAddress, "/api/ops/reconcile").ToString(), new { });
            for (var round = 0; round < Rounds; round++)
            {
                await KillAndRestart(stack, random);
            }

            var sweep = await Ended(stack);
            var documents = await Documents(stack.Settings);
            TestContext.Current.SendDiagnosticMessage(
                $"{Rounds} kills, seed {seed}: {People} people, {documents.Count} documents, {sweep.GetProperty("totals").GetRawText()}");
            Assert.Equal("done", sweep.GetProperty("phase").GetString());
            Assert.Equal(People, documents.Distinct().Count());
            Assert.Equal(People, documents.Count);
        }

        state.Delete(recursive: true);
    }

    private static async Task KillAndRestart(RunningStack stack, Random random)
    {
        await Task.Delay(random.Next(100, 700), Cancellation);
        Func<Task>[] kills = random.Next(3) switch
        {
            0 => [() => stack.KillApp(0)],
            1 => [stack.KillEmulators],
            _ => [() => stack.KillApp(1), stack.KillEmulators],
        };
        foreach (var kill in kills)
        {
            await kill();
        }

        if (stack.Emulators is null)
        {
            await stack.StartEmulators(Cancellation);
        }

        await stack.StartMissingApps(Cancellation);
    }

    private async Task<JsonElement> Ended(RunningStack stack)
    {
        var overview = default(JsonElement);
        var deadline = DateTimeOffset.UtcNow.AddMinutes(4);
        do
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"The sweep did not end: {overview}");
            await Task.Delay(200, Cancellation);
            overview = await http.GetFromJsonAsync<JsonElement>(new Uri(stack.Settings.WebhookAddress, "/api/ops/reconcile"), Cancellation);
        }
        while (overview.TryGetProperty("current", out _));

        return overview.GetProperty("runs").EnumerateArray().First(run => run.GetProperty("kind").GetString() == "sweep");
    }

    private async Task Post(string address, object body)
    {
        using var answer = await http.PostAsJsonAsync(address, body, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Whom the documents are about.</summary>
    private static async Task<List<string>> Documents(StackSettings settings)
    {
        using var cosmos = new CosmosClient(
            settings.Values["Cosmos__accountEndpoint"],
            settings.Values["Cosmos__accountKey"],
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        var subjects = new List<string>();
        using var pages = cosmos.GetContainer(settings.Values["Cosmos__database"], "users").GetItemQueryIterator<string>("SELECT VALUE c.subject FROM c");
        while (pages.HasMoreResults)
        {
            subjects.AddRange(await pages.ReadNextAsync(Cancellation));
        }

        return subjects;
    }
}
