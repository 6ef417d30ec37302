using System.Net;
using System.Text.Json.Nodes;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>Charges of real accounts and of the published guidance, and how the indexing policy changes them.</summary>
public sealed class RequestChargeTests
{
    private static readonly PartitionKey Key = new("t1");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Small_item_costs_what_a_real_account_charges()
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = ItemWith(leaves: 4);

        var created = await running.Users.CreateItemAsync(item, Key, cancellationToken: Cancelled);
        var read = await running.Users.ReadItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled);
        var upserted = await running.Users.UpsertItemAsync(item, Key, cancellationToken: Cancelled);
        var replaced = await running.Users.ReplaceItemAsync(item, "u1", Key, cancellationToken: Cancelled);
        var deleted = await running.Users.DeleteItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled);
        var larger = await running.Users.CreateItemAsync(ItemWith(leaves: 14), Key, cancellationToken: Cancelled);

        Assert.Equal(6.67, created.RequestCharge);
        Assert.Equal(1, read.RequestCharge);
        Assert.Equal(10.67, upserted.RequestCharge);
        Assert.Equal(10.67, replaced.RequestCharge);
        Assert.Equal(6.67, deleted.RequestCharge);
        Assert.Equal(10.48, larger.RequestCharge);
    }

    [Theory]
    [InlineData(1, 1, 6.67)]
    [InlineData(100, 10, 66.74)]
    public async Task Charge_grows_with_size_tenfold_from_1_KB_to_100_KB(int kilobytes, double read, double created)
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = ItemWith(leaves: 4);
        var empty = await running.Users.CreateItemStreamAsync(Body(item), Key, cancellationToken: Cancelled);
        await running.Users.DeleteItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled);
        item["p0"] = new string('x', kilobytes * 1024 - (int)empty.Content.Length + 1);

        var response = await running.Users.CreateItemStreamAsync(Body(item), Key, cancellationToken: Cancelled);

        Assert.Equal(kilobytes * 1024, response.Content.Length);
        Assert.Equal(created, response.Headers.RequestCharge);
        Assert.Equal(read, (await running.Users.ReadItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled)).RequestCharge);
    }

    [Fact]
    public async Task Unindexed_item_costs_about_the_published_minimum()
    {
        var users = new ContainerProperties("users", "/tenant") { IndexingPolicy = { ExcludedPaths = { new ExcludedPath { Path = "/*" } } } };
        await using var running = await RunningEmulator.StartAsync(users: users);

        var created = await running.Users.CreateItemAsync(ItemWith(leaves: 14), Key, cancellationToken: Cancelled);

        Assert.Equal(5.53, created.RequestCharge);   // "about 5.5", Optimize request cost in Azure Cosmos DB
    }

    [Fact]
    public async Task Charge_follows_a_replaced_indexing_policy()
    {
        await using var running = await RunningEmulator.StartAsync();
        var definition = (await running.Users.ReadContainerAsync(cancellationToken: Cancelled)).Resource;
        await running.Users.CreateItemAsync(ItemWith(leaves: 14), Key, cancellationToken: Cancelled);

        definition.IndexingPolicy.IncludedPaths.Clear();
        definition.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        await running.Users.ReplaceContainerAsync(definition, cancellationToken: Cancelled);

        Assert.Equal(5.53, (await running.Users.DeleteItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled)).RequestCharge);
    }

    [Fact]
    public async Task What_is_not_done_costs_one()
    {
        await using var running = await RunningEmulator.StartAsync();
        var created = await running.Users.CreateItemAsync(ItemWith(leaves: 4), Key, cancellationToken: Cancelled);
        var stale = new ItemRequestOptions { IfMatchEtag = "\"stale\"" };
        var known = new ItemRequestOptions { IfNoneMatchEtag = created.ETag };

        using var missing = await running.Users.ReadItemStreamAsync("missing", Key, cancellationToken: Cancelled);
        using var conflict = await running.Users.CreateItemStreamAsync(Body(ItemWith(leaves: 4)), Key, cancellationToken: Cancelled);
        using var failed = await running.Users.DeleteItemStreamAsync("u1", Key, stale, Cancelled);
        using var unmodified = await running.Users.ReadItemStreamAsync("u1", Key, known, Cancelled);

        Assert.Equal((HttpStatusCode.NotFound, 1), (missing.StatusCode, missing.Headers.RequestCharge));
        Assert.Equal((HttpStatusCode.Conflict, 1), (conflict.StatusCode, conflict.Headers.RequestCharge));
        Assert.Equal((HttpStatusCode.PreconditionFailed, 1), (failed.StatusCode, failed.Headers.RequestCharge));
        Assert.Equal((HttpStatusCode.NotModified, 1), (unmodified.StatusCode, unmodified.Headers.RequestCharge));
    }

    [Fact]
    public async Task Requests_and_charges_are_counted_by_operation_until_reset()
    {
        await using var running = await RunningEmulator.StartAsync();
        var metrics = running.Emulator.Metrics;

        await running.Users.CreateItemAsync(ItemWith(leaves: 4), Key, cancellationToken: Cancelled);
        await running.Users.UpsertItemAsync(ItemWith(leaves: 4), Key, cancellationToken: Cancelled);
        await running.Users.ReadItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled);
        await running.Users.ReadItemAsync<JsonObject>("u1", Key, cancellationToken: Cancelled);

        Assert.Equal((1, 6.67), (metrics.Requests(CosmosOperation.Create), metrics.RequestUnits(CosmosOperation.Create)));
        Assert.Equal((1, 10.67), (metrics.Requests(CosmosOperation.Upsert), metrics.RequestUnits(CosmosOperation.Upsert)));
        Assert.Equal((2, 2), (metrics.Requests(CosmosOperation.Read), metrics.RequestUnits(CosmosOperation.Read)));
        Assert.Equal(19.34, metrics.TotalRequestUnits, precision: 2);

        metrics.Reset();

        Assert.Equal((0, 0), (metrics.Requests(CosmosOperation.Read), metrics.TotalRequestUnits));
    }

    private static JsonObject ItemWith(int leaves)
    {
        var item = new JsonObject { ["id"] = "u1", ["tenant"] = "t1" };
        for (var leaf = 0; leaf < leaves - 2; leaf++)
        {
            item[$"p{leaf}"] = "x";
        }

        return item;
    }

    private static MemoryStream Body(JsonObject item) => new(System.Text.Encoding.UTF8.GetBytes(item.ToJsonString()));
}
