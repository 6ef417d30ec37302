using System.Net;
using System.Text.Json.Nodes;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Serverless.Tests.Support;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>Items that expire, by a clock that the test moves.</summary>
public sealed class TimeToLiveTests
{
    private static readonly PartitionKey Key = new("t1");

    private readonly ManualClock clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expired_item_is_missing_everywhere()
    {
        await using var running = await StartAsync(defaultTimeToLive: 60);
        var item = Item.New();
        await running.Users.CreateAsync(item);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(running.Users.ReadAsync(item)));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(running.Users.ReadAsync(item)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(running.Users.ReplaceAsync(item)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(running.Users.DeleteAsync(item)));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await FailureAsync(running.Users.PatchItemAsync<Item>(item.Id, Key, [PatchOperation.Set("/name", "n")], cancellationToken: Cancelled))).Status);
        Assert.Empty(await running.Users.IdsAsync("SELECT * FROM c"));
        Assert.Equal("[]", await running.Http.GetStringAsync("/_local/app/users", Cancelled));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(running.Users.CreateAsync(item)));
    }

    [Fact]
    public async Task Item_says_for_itself_how_long_it_lives()
    {
        await using var running = await StartAsync(defaultTimeToLive: -1);
        foreach (var (id, seconds) in new[] { ("short", 10), ("long", 1000), ("ever", -1) })
        {
            await running.Users.CreateItemAsync(With(id, seconds), Key, cancellationToken: Cancelled);
        }

        await running.Users.CreateItemAsync(With("silent", null), Key, cancellationToken: Cancelled);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["long", "ever", "silent"], await running.Users.IdsAsync("SELECT * FROM c"));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["ever", "silent"], await running.Users.IdsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Write_begins_the_time_anew()
    {
        await using var running = await StartAsync(defaultTimeToLive: 60);
        var item = Item.New();
        await running.Users.CreateAsync(item);

        clock.Advance(TimeSpan.FromSeconds(50));
        await running.Users.PatchItemAsync<Item>(item.Id, Key, [PatchOperation.Set("/name", "n")], cancellationToken: Cancelled);
        clock.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(running.Users.ReadAsync(item)));
    }

    [Fact]
    public async Task Nothing_expires_where_the_container_has_no_time_to_live()
    {
        await using var running = await StartAsync(defaultTimeToLive: null);
        await running.Users.CreateItemAsync(With("u1", 1), Key, cancellationToken: Cancelled);

        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(["u1"], await running.Users.IdsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Expired_item_is_removed_in_time_without_being_asked_for()
    {
        await using var running = await StartAsync(defaultTimeToLive: 60);
        var created = await running.Users.CreateAsync(Item.New());

        clock.Advance(TimeSpan.FromMinutes(3));

        using var missing = await running.Users.ReadItemStreamAsync("missing", Key, cancellationToken: Cancelled);
        Assert.Equal("0:-1#1", created.Headers.Session);
        Assert.Equal("0:-1#2", missing.Headers.Session);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("1.5")]
    [InlineData("\"60\"")]
    [InlineData("2147483648")]
    public async Task Time_that_is_none_is_refused(string seconds)
    {
        await using var running = await StartAsync(defaultTimeToLive: 60);
        var item = With("u1", null);
        item["ttl"] = JsonNode.Parse(seconds);

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(running.Users.CreateItemAsync(item, Key, cancellationToken: Cancelled)));
    }

    private Task<RunningEmulator> StartAsync(int? defaultTimeToLive) => RunningEmulator.StartAsync(
        new CosmosEmulatorOptions { Clock = clock }, users: new("users", "/tenant") { DefaultTimeToLive = defaultTimeToLive });

    private static JsonObject With(string id, int? seconds)
    {
        var item = new JsonObject { ["id"] = id, ["tenant"] = "t1" };
        if (seconds is not null)
        {
            item["ttl"] = seconds;
        }

        return item;
    }
}
