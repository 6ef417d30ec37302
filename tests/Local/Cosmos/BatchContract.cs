using System.Net;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class BatchContractTests(ConfiguredAccount account) : BatchContract<ConfiguredAccount>(account);

public sealed class BatchContractInMemoryTests(InMemoryAccount account) : BatchContract<InMemoryAccount>(account);

/// <summary>Transactional batches: everything asked for under one partition key, or nothing.</summary>
public abstract class BatchContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static readonly PartitionKey Key = new("t1");
    private static readonly TransactionalBatchItemRequestOptions NoContent = new() { EnableContentResponseOnWrite = false };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_is_answered_as_if_it_came_alone()
    {
        var users = await account.ContainerAsync("/tenant");
        var (created, replaced, upserted, patched, deleted) = (Item.New(), Item.New(), Item.New(), Item.New(), Item.New());
        foreach (var item in new[] { replaced, upserted, patched, deleted })
        {
            await users.CreateAsync(item);
        }

        using var response = await users.CreateTransactionalBatch(Key)
            .CreateItem(created)
            .ReplaceItem(replaced.Id, replaced with { Version = 2 })
            .UpsertItem(upserted with { Version = 2 })
            .UpsertItem(Item.New())
            .PatchItem(patched.Id, [PatchOperation.Increment("/version", 4)])
            .ReadItem(patched.Id)
            .DeleteItem(deleted.Id)
            .ExecuteAsync(Cancelled);

        Assert.True(response.IsSuccessStatusCode, response.ErrorMessage);
        Assert.Equal([201, 200, 200, 201, 200, 200, 204], Statuses(response));
        Assert.Equal(created, response.GetOperationResultAtIndex<Item>(0).Resource);
        Assert.Equal(5, response.GetOperationResultAtIndex<Item>(4).Resource.Version);
        Assert.Equal(5, response.GetOperationResultAtIndex<Item>(5).Resource.Version);
        Assert.Equal((await users.ReadAsync(created)).ETag, response[0].ETag);
        Assert.Equal(2, (await users.ReadAsync(replaced)).Resource.Version);
        Assert.Equal(2, (await users.ReadAsync(upserted)).Resource.Version);
        Assert.Equal(5, (await users.ReadAsync(patched)).Resource.Version);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.ReadAsync(deleted)));
        Assert.Equal((await users.ReadAsync(created)).Headers.Session, response.Headers.Session);
    }

    [Fact]
    public async Task Charge_is_the_sum_of_the_operations()
    {
        var users = await account.ContainerAsync("/tenant");
        var alone = await users.CreateAsync(Item.New());

        using var response = await users.CreateTransactionalBatch(Key).CreateItem(Item.New()).CreateItem(Item.New()).ExecuteAsync(Cancelled);

        Assert.Equal(2 * alone.RequestCharge, response.RequestCharge, tolerance: 1);
    }

    [Fact]
    public async Task One_failure_undoes_all_and_the_others_say_so()
    {
        var users = await account.ContainerAsync("/tenant");
        var (first, existing, last) = (Item.New(), Item.New(), Item.New());
        await users.CreateAsync(existing);

        using var response = await users.CreateTransactionalBatch(Key)
            .CreateItem(first).UpsertItem(existing with { Version = 2 }).CreateItem(existing).CreateItem(last).ExecuteAsync(Cancelled);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal([424, 424, 409, 424], Statuses(response));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.ReadAsync(first)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.ReadAsync(last)));
        Assert.Equal(existing, (await users.ReadAsync(existing)).Resource);
    }

    [Fact]
    public async Task Operation_sees_what_those_before_it_did()
    {
        var users = await account.ContainerAsync("/tenant");
        var (kept, gone, again) = (Item.New(), Item.New(), Item.New());
        await users.CreateAsync(again);

        using var response = await users.CreateTransactionalBatch(Key)
            .CreateItem(kept)
            .PatchItem(kept.Id, [PatchOperation.Set("/name", "patched")])
            .CreateItem(gone)
            .DeleteItem(gone.Id)
            .DeleteItem(again.Id)
            .CreateItem(again with { Version = 7 })
            .ReadItem(again.Id)
            .ExecuteAsync(Cancelled);

        Assert.Equal([201, 200, 201, 204, 204, 201, 200], Statuses(response));
        Assert.Equal("patched", (await users.ReadAsync(kept)).Resource.Name);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.ReadAsync(gone)));
        Assert.Equal(7, (await users.ReadAsync(again)).Resource.Version);
        Assert.Single(await users.IdsAsync($"SELECT * FROM c WHERE c.id = '{again.Id}'"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.DeleteAsync(gone)));
    }

    [Fact]
    public async Task Old_etag_fails_the_batch()
    {
        var users = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var old = (await users.CreateAsync(item)).ETag;
        var current = (await users.UpsertAsync(item)).ETag;

        foreach (var batch in new Func<TransactionalBatch, TransactionalBatchItemRequestOptions, TransactionalBatch>[]
        {
            (to, options) => to.ReplaceItem(item.Id, item, options),
            (to, options) => to.UpsertItem(item, options),
            (to, options) => to.DeleteItem(item.Id, options),
        })
        {
            using var refused = await batch(users.CreateTransactionalBatch(Key).CreateItem(Item.New()), new() { IfMatchEtag = old }).ExecuteAsync(Cancelled);
            Assert.Equal([424, 412], Statuses(refused));
            Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        }

        using var unchanged = await users.CreateTransactionalBatch(Key)
            .ReplaceItem(item.Id, item with { Version = 3 }, new() { IfMatchEtag = current }).ExecuteAsync(Cancelled);
        Assert.Equal([200], Statuses(unchanged));
    }

    [Fact]
    public async Task Item_that_is_known_is_not_sent_again()
    {
        var users = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var etag = (await users.CreateAsync(item)).ETag;

        using var response = await users.CreateTransactionalBatch(Key).ReadItem(item.Id, new() { IfNoneMatchEtag = etag }).ExecuteAsync(Cancelled);

        Assert.Equal([304], Statuses(response));
        Assert.Null(response[0].ResourceStream);
    }

    [Fact]
    public async Task Patch_condition_that_is_false_fails_the_batch()
    {
        var users = await account.ContainerAsync("/tenant");
        var (item, other) = (Item.New(), Item.New());
        await users.CreateAsync(item);

        using var response = await users.CreateTransactionalBatch(Key)
            .CreateItem(other)
            .PatchItem(item.Id, [PatchOperation.Set("/name", "n")], new() { FilterPredicate = "FROM c WHERE c.version = 2" })
            .ExecuteAsync(Cancelled);

        Assert.Equal([424, 412], Statuses(response));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.ReadAsync(other)));
    }

    [Fact]
    public async Task Content_is_left_out_where_it_is_not_wanted()
    {
        var users = await account.ContainerAsync("/tenant");
        var item = Item.New();

        using var response = await users.CreateTransactionalBatch(Key)
            .CreateItem(item, NoContent).UpsertItem(item, NoContent).ReadItem(item.Id).ExecuteAsync(Cancelled);

        Assert.Equal([201, 200, 200], Statuses(response));
        Assert.Equal([true, true, false], response.Select(each => each.ResourceStream is null));
        Assert.Equal((await users.ReadAsync(item)).ETag, response[1].ETag);
    }

    [Fact]
    public async Task Item_of_another_partition_key_fails_the_batch()
    {
        var users = await account.ContainerAsync("/tenant");
        var stranger = Item.New() with { Tenant = "t2" };

        using var response = await users.CreateTransactionalBatch(Key).CreateItem(Item.New()).CreateItem(stranger).ExecuteAsync(Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(users.ReadAsync(stranger)));
    }

    [Fact]
    public async Task Unique_key_holds_within_a_batch()
    {
        Container users = await account.Database.CreateContainerAsync(
            new ContainerProperties($"c-{Guid.NewGuid():N}", "/tenant") { UniqueKeyPolicy = new() { UniqueKeys = { new() { Paths = { "/name" } } } } },
            cancellationToken: Cancelled);
        var (a, b) = (Item.New() with { Name = "a" }, Item.New() with { Name = "b" });
        await users.CreateAsync(a);
        await users.CreateAsync(b);

        using var taken = await users.CreateTransactionalBatch(Key)
            .CreateItem(Item.New() with { Name = "c" }).CreateItem(Item.New() with { Name = "c" }).ExecuteAsync(Cancelled);
        using var swapped = await users.CreateTransactionalBatch(Key)
            .ReplaceItem(a.Id, a with { Name = "c" }).ReplaceItem(b.Id, b with { Name = "a" }).ReplaceItem(a.Id, a with { Name = "b" }).ExecuteAsync(Cancelled);

        Assert.Equal([424, 409], Statuses(taken));
        Assert.Equal([200, 200, 200], Statuses(swapped));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(users.CreateAsync(Item.New() with { Name = "a" })));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(users.CreateAsync(Item.New() with { Name = "b" })));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(users.CreateAsync(Item.New() with { Name = "c" })));
    }

    [Fact]
    public async Task Hundred_operations_are_the_most()
    {
        var users = await account.ContainerAsync("/tenant");
        using var hundred = await Creates(users, 100).ExecuteAsync(Cancelled);
        using var more = await Creates(users, 101).ExecuteAsync(Cancelled);

        Assert.Equal(HttpStatusCode.OK, hundred.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
    }

    private static TransactionalBatch Creates(Container users, int count) =>
        Enumerable.Range(0, count).Aggregate(users.CreateTransactionalBatch(Key), (batch, _) => batch.CreateItem(Item.New(), NoContent));

    private static IEnumerable<int> Statuses(TransactionalBatchResponse response) => response.Select(each => (int)each.StatusCode);
}
