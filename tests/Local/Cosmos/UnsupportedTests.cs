using System.Net;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>What is not supported says so through the SDK; none of it seems to succeed.</summary>
public sealed class UnsupportedTests
{
    private static readonly PartitionKey Key = new("t1");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<Container, Task>> Calls => new()
    {
        { "SELECT without FROM", users => users.GetItemQueryIterator<Item>("SELECT 1").ReadNextAsync(Cancelled) },
        { "the function ST_DISTANCE", users => users.GetItemQueryIterator<Item>("SELECT * FROM c WHERE ST_DISTANCE(c.a, c.b) < 1").ReadNextAsync(Cancelled) },
        { "user-defined functions", users => users.GetItemQueryIterator<Item>("SELECT VALUE udf.f(c) FROM c", requestOptions: new() { PartitionKey = Key }).ReadNextAsync(Cancelled) },
        { "the bitwise operator &", users => users.GetItemQueryIterator<Item>("SELECT * FROM c WHERE c.a & 1 = 1").ReadNextAsync(Cancelled) },
        { "character classes in LIKE", users => users.GetItemQueryIterator<Item>("SELECT * FROM c WHERE 'a' LIKE '[a-z]'").ReadNextAsync(Cancelled) },
        { "queries for databases or containers", users => users.Database.GetContainerQueryIterator<ContainerProperties>("SELECT * FROM c").ReadNextAsync(Cancelled) },
        { "stored procedures", users => users.Scripts.ExecuteStoredProcedureAsync<string>("sp", Key, []) },
        { "triggers", users => users.Scripts.ReadTriggerAsync("tr") },
        { "triggers", users => users.CreateItemAsync(Item.New(), Key, new() { PreTriggers = ["tr"] }, Cancelled) },
        { "an indexing directive", users => users.CreateItemAsync(Item.New(), Key, new() { IndexingDirective = IndexingDirective.Exclude }, Cancelled) },
        { "user-defined functions", users => users.Scripts.CreateUserDefinedFunctionAsync(new() { Id = "f", Body = "b" }) },
        { "reading or changing throughput", users => users.ReadThroughputAsync(Cancelled) },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Unsupported_call_fails_with_its_name(string what, Func<Container, Task> call)
    {
        await using var running = await RunningEmulator.StartAsync();

        var failure = await Assert.ThrowsAsync<CosmosException>(() => call(running.Users));

        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
        Assert.Contains($"the local Cosmos emulator does not support {what}", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The SDK shows no more of the answer to a bulk request than its status.</summary>
    [Fact]
    public async Task Bulk_request_fails_and_writes_nothing()
    {
        await using var running = await RunningEmulator.StartAsync(new() { VerifySignature = false }, options => options.AllowBulkExecution = true);

        var failure = await Assert.ThrowsAsync<CosmosException>(() => running.Users.CreateAsync(Item.New()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dbs/app/colls/users/docs");
        request.Headers.Add("x-ms-cosmos-is-batch-request", "True");
        request.Headers.Add("x-ms-cosmos-batch-atomic", "False");
        using var answer = await running.Http.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
        Assert.Contains("does not support bulk requests", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(2, running.Emulator.Metrics.Requests(CosmosOperation.Batch));
        Assert.Equal("[]", await running.Http.GetStringAsync("/_local/app/users", Cancelled));
    }
}
