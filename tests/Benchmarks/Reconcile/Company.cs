using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Stack;
using Microsoft.Azure.Cosmos;

namespace Serverless.Benchmarks.Reconcile;

/// <param name="Seconds">By the run's own report.</param>
/// <param name="App">Processor time of the app.</param>
/// <param name="Emulators">Processor time of Cosmos DB, Service Bus and Clerk together.</param>
internal sealed record SweepResult(double Seconds, long Calls, double RequestUnits, TimeSpan App, TimeSpan Emulators, long PeakMemory);

/// <summary>Everybody at Clerk, nobody with us yet; app and emulators as processes, all of it on disk.</summary>
internal sealed class Company : IAsyncDisposable
{
    private const int AtATime = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly RunningStack stack;
    private readonly HttpClient http;

    private Company(RunningStack stack)
    {
        this.stack = stack;
        http = new HttpClient { BaseAddress = stack.Settings.WebhookAddress };
    }

    public static async Task<Company> Start(int people, CancellationToken cancellation)
    {
        var changed = new Dictionary<string, string>(StackSettings.NoTimers) { ["LocalHostKeys"] = "off" };
        var state = Directory.CreateTempSubdirectory("serverless-reconcile-");
        var company = new Company(await RunningStack.Start(StackSettings.Read(Ports.Free(), state.FullName, changed), print: null, cancellation));
        var clerk = $"http://127.0.0.1:{company.stack.Settings.Ports.Clerk}/_local";
        await company.Post($"{clerk}/faults", new { kind = "DropWebhook" }, cancellation);
        await company.Post($"{clerk}/users", new { count = people }, cancellation);
        return company;
    }

    public Task<SweepResult> Sweep(CancellationToken cancellation) => Measure("/api/ops/reconcile", new { }, cancellation);

    public Task<SweepResult> Check(CancellationToken cancellation) =>
        Measure("/admin/functions/ReconcileChanges", new { input = "" }, cancellation);

    /// <summary>Every document gets an older version and another name, as if the last change had never reached us.</summary>
    public async Task MakeAllStale(CancellationToken cancellation)
    {
        var settings = stack.Settings.Values;
        using var cosmos = new CosmosClient(
            settings["Cosmos__accountEndpoint"], settings["Cosmos__accountKey"], new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        var users = cosmos.GetContainer(settings["Cosmos__database"], "users");
        using var pages = users.GetItemQueryStreamIterator("SELECT * FROM c");
        while (pages.HasMoreResults)
        {
            using var page = await pages.ReadNextAsync(cancellation);
            var documents = JsonNode.Parse(page.Content)!["Documents"]!.AsArray().Select(document => document!.AsObject()).ToList();
            await Parallel.ForEachAsync(
                documents,
                new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
                async (document, token) =>
                {
                    var id = (string)document["id"]!;
                    document["version"] = (long)document["version"]! - 1;
                    document["profile"]!["firstName"] = "Earlier";
                    using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document));
                    using var written = await users.ReplaceItemStreamAsync(body, id, new PartitionKey(id), cancellationToken: token);
                    written.EnsureSuccessStatusCode();
                });
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stack.DisposeAsync();
        Directory.Delete(stack.Settings.StateFolder!, recursive: true);
    }

    private async Task<SweepResult> Measure(string start, object body, CancellationToken cancellation)
    {
        var before = (await Overview(cancellation)).GetProperty("runs").GetArrayLength();
        var (app, emulators) = ProcessorTime();
        await Post(start, body, cancellation);
        JsonElement overview;
        do
        {
            await Task.Delay(Pause, cancellation);
            overview = await Overview(cancellation);
        }
        while (overview.TryGetProperty("current", out _) || overview.GetProperty("runs").GetArrayLength() == before);

        var (appAfter, emulatorsAfter) = ProcessorTime();
        var report = overview.GetProperty("runs").EnumerateArray().First(run => run.GetProperty("kind").GetString() is "sweep" or "changes");
        var totals = report.GetProperty("totals");
        return new SweepResult(
            (report.GetProperty("finishedAt").GetInt64() - report.GetProperty("startedAt").GetInt64()) / 1000.0,
            totals.GetProperty("clerkCalls").GetInt64(),
            totals.GetProperty("requestUnits").GetDouble(),
            appAfter - app,
            emulatorsAfter - emulators,
            stack.Apps.Single().PeakMemory);
    }

    private (TimeSpan App, TimeSpan Emulators) ProcessorTime() => (stack.Apps.Single().ProcessorTime, stack.Emulators!.ProcessorTime);

    private Task<JsonElement> Overview(CancellationToken cancellation) => http.GetFromJsonAsync<JsonElement>("/api/ops/reconcile", cancellation);

    private async Task Post(string address, object body, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(address, body, cancellation);
        answer.EnsureSuccessStatusCode();
    }
}
