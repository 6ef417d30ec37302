using System.Net;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

public sealed class ChangeFeedContractTests(ConfiguredAccount account) : ChangeFeedContract<ConfiguredAccount>(account);

public sealed class ChangeFeedContractInMemoryTests(InMemoryAccount account) : ChangeFeedContract<InMemoryAccount>(account);

/// <summary>The change feed, pulled and by a processor: the latest version of every item that was written.</summary>
public abstract class ChangeFeedContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_item_comes_once_in_its_latest_version_in_order_of_the_last_write()
    {
        var users = await account.NewContainerAsync("/tenant");
        var (a, b, c, d) = (Named("a"), Named("b"), Named("c"), Named("d"));
        foreach (var item in new[] { a, b, c, d })
        {
            await users.CreateAsync(item);
        }

        await users.UpsertAsync(a with { Version = 2 });
        await users.DeleteAsync(c);
        await users.PatchItemAsync<Item>(b.Id, b.Key(), [PatchOperation.Increment("/version", 2)], cancellationToken: Cancelled);

        var (changes, _) = await ReadAsync(users, ChangeFeedStartFrom.Beginning());

        Assert.Equal([d, a with { Version = 2 }, b with { Version = 3 }], changes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_are_as_small_as_asked_for(int size)
    {
        var users = await account.NewContainerAsync("/tenant");
        var items = Enumerable.Range(0, 20).Select(number => Named($"u{number}")).ToList();
        foreach (var item in items)
        {
            await users.CreateAsync(item);
        }

        var (changes, _) = await ReadAsync(users, ChangeFeedStartFrom.Beginning(), size);

        Assert.Equal(items, changes);
    }

    [Fact]
    public async Task Feed_goes_on_where_its_token_says()
    {
        var users = await account.NewContainerAsync("/tenant");
        var (a, b) = (Named("a"), Named("b"));
        await users.CreateAsync(a);
        var (first, token) = await ReadAsync(users, ChangeFeedStartFrom.Beginning());
        var (none, same) = await ReadAsync(users, ChangeFeedStartFrom.ContinuationToken(token));
        await users.CreateAsync(b);
        await users.UpsertAsync(a with { Version = 2 });
        var (second, _) = await ReadAsync(users, ChangeFeedStartFrom.ContinuationToken(same));

        Assert.Equal([a], first);
        Assert.Empty(none);
        Assert.Equal([b, a with { Version = 2 }], second);
    }

    [Fact]
    public async Task Feed_from_now_has_only_what_comes_after()
    {
        var users = await account.NewContainerAsync("/tenant");
        await users.CreateAsync(Named("old"));
        var (before, token) = await ReadAsync(users, ChangeFeedStartFrom.Now());
        await users.CreateAsync(Named("new"));

        var (after, _) = await ReadAsync(users, ChangeFeedStartFrom.ContinuationToken(token));

        Assert.Empty(before);
        Assert.Equal([Named("new")], after);
    }

    [Fact]
    public async Task Feed_of_one_partition_key_has_no_other_items()
    {
        var users = await account.NewContainerAsync("/tenant");
        var (mine, other) = (Named("a"), Named("b") with { Tenant = "t2" });
        await users.CreateAsync(mine);
        await users.CreateAsync(other);
        var range = FeedRange.FromPartitionKey(new PartitionKey("t2"));

        var (changes, token) = await ReadAsync(users, ChangeFeedStartFrom.Beginning(range));
        await users.UpsertAsync(mine);
        await users.UpsertAsync(other with { Version = 2 });
        var (later, _) = await ReadAsync(users, ChangeFeedStartFrom.ContinuationToken(token));

        Assert.Equal([other], changes);
        Assert.Equal([other with { Version = 2 }], later);
    }

    [Fact]
    public async Task Feed_ranges_together_have_all_items()
    {
        var users = await account.NewContainerAsync("/tenant");
        var items = Enumerable.Range(0, 9).Select(number => Named($"u{number}") with { Tenant = $"t{number % 3}" }).ToList();
        foreach (var item in items)
        {
            await users.CreateAsync(item);
        }

        var changes = new List<Item>();
        foreach (var range in await users.GetFeedRangesAsync(Cancelled))
        {
            changes.AddRange((await ReadAsync(users, ChangeFeedStartFrom.Beginning(range))).Changes);
        }

        Assert.Equal(items, changes.OrderBy(item => item.Id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Batch_is_in_the_feed_as_its_operations_left_it()
    {
        var users = await account.NewContainerAsync("/tenant");
        var (a, b) = (Named("a"), Named("b"));
        using var batch = await users.CreateTransactionalBatch(a.Key())
            .CreateItem(a).CreateItem(b).UpsertItem(a with { Version = 2 }).ExecuteAsync(Cancelled);

        var (changes, _) = await ReadAsync(users, ChangeFeedStartFrom.Beginning());

        Assert.Equal([a with { Version = 2 }, b], changes.OrderBy(item => item.Id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Change_says_the_number_of_its_write()
    {
        var users = await account.NewContainerAsync("/tenant");
        await users.CreateAsync(Named("a"));
        await users.CreateAsync(Named("b"));

        using var feed = users.GetChangeFeedIterator<JsonElement>(ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion);
        var numbers = (await feed.ReadNextAsync(Cancelled)).Select(change => change.GetProperty("_lsn").GetInt64()).ToList();

        Assert.Equal(2, numbers.Count);
        Assert.True(numbers[0] < numbers[1]);
    }

    [Fact]
    public async Task Processor_is_handed_every_change_and_remembers_its_place()
    {
        var users = await account.NewContainerAsync("/tenant");
        var leases = await account.NewContainerAsync("/id");
        await users.CreateAsync(Named("a"));
        await users.CreateAsync(Named("b"));
        await ProcessAsync(users, leases, ["a", "b"]);

        await users.CreateAsync(Named("c"));
        var handed = await ProcessAsync(users, leases, ["c"]);

        Assert.Equal(["c"], handed);
    }

    private static Item Named(string id) => new(id, "t1");

    /// <summary>Runs a processor until it has been handed these ids; all ids it was handed.</summary>
    private static async Task<List<string>> ProcessAsync(Container users, Container leases, string[] expected)
    {
        var handed = new List<string>();
        var complete = new TaskCompletionSource();
        var processor = users
            .GetChangeFeedProcessorBuilder<Item>("copy", (_, changes, _) =>
            {
                handed.AddRange(changes.Select(change => change.Id));
                if (expected.All(handed.Contains))
                {
                    complete.TrySetResult();
                }

                return Task.CompletedTask;
            })
            .WithInstanceName("one")
            .WithLeaseContainer(leases)
            .WithStartTime(DateTime.MinValue.ToUniversalTime())
            .WithPollInterval(TimeSpan.FromMilliseconds(20))
            .Build();
        await processor.StartAsync();
        await complete.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await processor.StopAsync();
        return handed;
    }

    /// <summary>Everything until there is nothing new, and the token to go on with.</summary>
    private static async Task<(List<Item> Changes, string Token)> ReadAsync(Container users, ChangeFeedStartFrom start, int? size = null)
    {
        var changes = new List<Item>();
        using var feed = users.GetChangeFeedIterator<Item>(start, ChangeFeedMode.LatestVersion, new() { PageSizeHint = size });
        while (true)
        {
            var page = await feed.ReadNextAsync(Cancelled);
            if (page.StatusCode == HttpStatusCode.NotModified)
            {
                return (changes, page.ContinuationToken);
            }

            Assert.InRange(page.Count, 1, size ?? int.MaxValue);
            changes.AddRange(page);
        }
    }
}
