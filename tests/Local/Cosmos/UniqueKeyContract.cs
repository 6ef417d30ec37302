using System.Net;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class UniqueKeyContractTests(ConfiguredAccount account) : UniqueKeyContract<ConfiguredAccount>(account);

public sealed class UniqueKeyContractInMemoryTests(InMemoryAccount account) : UniqueKeyContract<InMemoryAccount>(account);

/// <summary>No two items under one partition key with the same values of a unique key.</summary>
public abstract class UniqueKeyContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Value_that_is_taken_is_a_conflict_whatever_the_write()
    {
        var container = await ContainerAsync("/name");
        var (one, other) = (Item.New() with { Name = "n" }, Item.New() with { Name = "m" });
        await container.CreateAsync(one);
        await container.CreateAsync(other);
        var rival = Item.New() with { Name = "n" };

        Assert.Equal((HttpStatusCode.Conflict, 0), await FailureAsync(container.CreateAsync(rival)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(container.UpsertAsync(rival)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(container.ReplaceAsync(other with { Name = "n" })));
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await FailureAsync(container.PatchItemAsync<Item>(other.Id, other.Key(), [PatchOperation.Set("/name", "n")], cancellationToken: Cancelled))).Status);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(container.ReplaceAsync(one with { Version = 2 })));
    }

    [Fact]
    public async Task Value_is_free_under_another_partition_key_and_after_its_owner_is_gone_or_changed()
    {
        var container = await ContainerAsync("/name");
        var one = Item.New() with { Name = "n" };
        await container.CreateAsync(one);
        await container.CreateAsync(Item.New() with { Name = "n", Tenant = "t2" });

        await container.ReplaceAsync(one with { Name = "changed" });
        var second = Item.New() with { Name = "n" };
        await container.CreateAsync(second);
        await container.DeleteAsync(second);

        Assert.Equal(HttpStatusCode.Created, await StatusAsync(container.CreateAsync(Item.New() with { Name = "n" })));
    }

    [Fact]
    public async Task Absent_value_is_one_like_any_other()
    {
        var container = await ContainerAsync("/missing/deep");
        await container.CreateAsync(Item.New());

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(container.CreateAsync(Item.New())));
    }

    [Fact]
    public async Task Of_several_paths_all_must_be_equal()
    {
        var container = await ContainerAsync("/name", "/version");
        await container.CreateAsync(Item.New() with { Name = "n", Version = 1 });

        Assert.Equal(HttpStatusCode.Created, await StatusAsync(container.CreateAsync(Item.New() with { Name = "n", Version = 2 })));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(container.CreateAsync(Item.New() with { Name = "n", Version = 1 })));
    }

    [Fact]
    public async Task Unique_keys_are_shown_and_cannot_be_changed()
    {
        var container = await ContainerAsync("/name");
        var definition = (await container.ReadContainerAsync(cancellationToken: Cancelled)).Resource;
        Assert.Equal("/name", Assert.Single(Assert.Single(definition.UniqueKeyPolicy.UniqueKeys).Paths));

        definition.UniqueKeyPolicy.UniqueKeys[0].Paths.Add("/version");

        Assert.Equal(
            HttpStatusCode.Forbidden, (await FailureAsync(container.ReplaceContainerAsync(definition, cancellationToken: Cancelled))).Status);
    }

    private async Task<Container> ContainerAsync(params string[] paths)
    {
        var key = new UniqueKey();
        foreach (var path in paths)
        {
            key.Paths.Add(path);
        }

        return await account.Database.CreateContainerAsync(
            new ContainerProperties($"c-{Guid.NewGuid():N}", "/tenant") { UniqueKeyPolicy = new() { UniqueKeys = { key } } }, cancellationToken: Cancelled);
    }
}
