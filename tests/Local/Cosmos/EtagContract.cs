using System.Net;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class EtagContractTests(ConfiguredAccount account) : EtagContract<ConfiguredAccount>(account);

public sealed class EtagContractInMemoryTests(InMemoryAccount account) : EtagContract<InMemoryAccount>(account);

/// <summary>Conditions on etags, and who wins when many write at once.</summary>
public abstract class EtagContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private const int Writers = 20;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replace_with_the_current_etag_succeeds_once()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var created = await container.CreateAsync(item);
        var condition = new ItemRequestOptions { IfMatchEtag = created.ETag };

        var first = await container.ReplaceAsync(item with { Version = 2 }, condition);
        var second = container.ReplaceAsync(item with { Version = 3 }, condition);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal((HttpStatusCode.PreconditionFailed, 0), await FailureAsync(second));
        Assert.Equal(2, (await container.ReadAsync(item)).Resource.Version);
    }

    [Fact]
    public async Task Stale_etag_fails_upsert_and_delete()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var created = await container.CreateAsync(item);
        var current = await container.UpsertAsync(item with { Version = 2 });
        var stale = new ItemRequestOptions { IfMatchEtag = created.ETag };
        var fresh = new ItemRequestOptions { IfMatchEtag = current.ETag };

        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusAsync(container.UpsertAsync(item, stale)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusAsync(container.DeleteAsync(item, stale)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(container.DeleteAsync(item, fresh)));
    }

    [Fact]
    public async Task Condition_of_an_upsert_is_ignored_when_the_item_is_missing()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var condition = new ItemRequestOptions { IfMatchEtag = "\"any\"" };

        Assert.Equal(HttpStatusCode.Created, await StatusAsync(container.UpsertAsync(item, condition)));
    }

    [Fact]
    public async Task Etag_of_a_deleted_item_does_not_match_its_successor()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var first = await container.CreateAsync(item);
        await container.DeleteAsync(item);
        await container.CreateAsync(item);

        var replace = container.ReplaceAsync(item, new ItemRequestOptions { IfMatchEtag = first.ETag });

        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusAsync(replace));
    }

    [Fact]
    public async Task Read_of_a_known_version_answers_not_modified()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var created = await container.CreateAsync(item);
        var known = new ItemRequestOptions { IfNoneMatchEtag = created.ETag };

        using var unchanged = await container.ReadItemStreamAsync(item.Id, item.Key(), known, Cancelled);
        await container.UpsertAsync(item with { Version = 2 });
        using var changed = await container.ReadItemStreamAsync(item.Id, item.Key(), known, Cancelled);

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Null(unchanged.Content);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task Of_many_replaces_with_one_etag_exactly_one_wins()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var created = await container.CreateAsync(item);
        var condition = new ItemRequestOptions { IfMatchEtag = created.ETag };

        var statuses = await AtOnce(writer =>
            container.ReplaceAsync(item with { Version = writer }, condition));

        Assert.Equal(1, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(Writers - 1, statuses.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Of_many_creates_of_one_item_exactly_one_wins()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();

        var statuses = await AtOnce(writer => container.CreateAsync(item with { Version = writer }));

        Assert.Equal(1, statuses.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(Writers - 1, statuses.Count(status => status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Concurrent_increments_under_etags_lose_none()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New() with { Version = 0 };
        await container.CreateAsync(item);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => IncrementAsync(container, item), Cancelled)));

        Assert.Equal(Writers, (await container.ReadAsync(item)).Resource.Version);
    }

    private static async Task IncrementAsync(Container container, Item item)
    {
        HttpStatusCode status;
        do
        {
            var read = await container.ReadAsync(item);
            var next = read.Resource with { Version = read.Resource.Version + 1 };
            status = await StatusAsync(
                container.ReplaceAsync(next, new ItemRequestOptions { IfMatchEtag = read.ETag }));
        }
        while (status == HttpStatusCode.PreconditionFailed);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static Task<HttpStatusCode[]> AtOnce(Func<int, Task<ItemResponse<Item>>> write) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => StatusAsync(write(writer)), Cancelled)));
}
