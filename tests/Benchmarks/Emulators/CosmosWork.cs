using System.Text;
using Local.Stack;
using Microsoft.Azure.Cosmos;

namespace Serverless.Benchmarks.Emulators;

/// <summary>Documents of about 1 KB through the real SDK, its stream methods and without content in answers, as the app writes them.</summary>
internal sealed class CosmosWork : IDisposable
{
    private readonly CosmosClient client;
    private readonly Container users;
    private readonly string[] etags = new string[32];
    private long created;

    public CosmosWork(StackSettings settings)
    {
        client = new CosmosClient(
            settings.Values["Cosmos__accountEndpoint"],
            settings.Values["Cosmos__accountKey"],
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, EnableContentResponseOnWrite = false });
        users = client.GetContainer(settings.Values["Cosmos__database"], "users");
    }

    public IEnumerable<(string Name, int PerCall, Func<int, CancellationToken, Task> Call)> Operations()
    {
        yield return ("create a document", 1, (_, token) => Create($"c{Interlocked.Increment(ref created)}", token));
        yield return ("replace under an ETag", 1, Replace);
        yield return ("read by id", 1, async (_, token) =>
        {
            using var response = await users.ReadItemStreamAsync("c1", new PartitionKey("c1"), null, token);
            response.EnsureSuccessStatusCode();
        }
        );
    }

    public void Dispose() => client.Dispose();

    private async Task<string> Create(string id, CancellationToken cancellation)
    {
        using var response = await users.CreateItemStreamAsync(Document(id), new PartitionKey(id), null, cancellation);
        response.EnsureSuccessStatusCode();
        return response.Headers.ETag;
    }

    /// <summary>Each caller replaces a document of its own, again and again.</summary>
    private async Task Replace(int caller, CancellationToken cancellation)
    {
        var id = $"r{caller}";
        etags[caller] ??= await Create(id, cancellation);
        using var response = await users.ReplaceItemStreamAsync(
            Document(id), id, new PartitionKey(id), new ItemRequestOptions { IfMatchEtag = etags[caller] }, cancellation);
        response.EnsureSuccessStatusCode();
        etags[caller] = response.Headers.ETag;
    }

    private static MemoryStream Document(string id) =>
        new(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","status":"active","email":"{{id}}@northwind.example","profile":"{{new string('x', 900)}}"}"""));
}
