using System.Collections.ObjectModel;
using System.Net;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class ContainerContractTests(ConfiguredAccount account) : ContainerContract<ConfiguredAccount>(account);

public sealed class ContainerContractInMemoryTests(InMemoryAccount account) : ContainerContract<InMemoryAccount>(account);

/// <summary>Databases and containers: created, read, listed, replaced, deleted, made again.</summary>
public abstract class ContainerContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Database_is_created_if_it_does_not_exist()
    {
        var id = $"contract-{Guid.NewGuid():N}";

        var created = await account.Client.CreateDatabaseIfNotExistsAsync(id, cancellationToken: Cancelled);
        var found = await account.Client.CreateDatabaseIfNotExistsAsync(id, cancellationToken: Cancelled);
        var conflict = account.Client.CreateDatabaseAsync(id, cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, 0), await FailureAsync(conflict));
        Assert.Equal(HttpStatusCode.NoContent, (await found.Database.DeleteAsync(cancellationToken: Cancelled)).StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, 0), await FailureAsync(found.Database.ReadAsync(cancellationToken: Cancelled)));
        Assert.Equal((HttpStatusCode.NotFound, 0), await FailureAsync(found.Database.DeleteAsync(cancellationToken: Cancelled)));
    }

    [Fact]
    public async Task Container_is_created_if_it_does_not_exist()
    {
        var definition = new ContainerProperties($"c-{Guid.NewGuid():N}", "/tenant");

        var created = await account.Database.CreateContainerIfNotExistsAsync(definition, throughput: 400, cancellationToken: Cancelled);
        var found = await account.Database.CreateContainerIfNotExistsAsync(definition, cancellationToken: Cancelled);
        var conflict = account.Database.CreateContainerAsync(definition, cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, 0), await FailureAsync(conflict));
        Assert.Equal("/tenant", found.Resource.PartitionKeyPath);
        Assert.NotNull(found.Resource.SelfLink);
        Assert.Equal(created.Resource.ETag, found.Resource.ETag);
    }

    [Fact]
    public async Task Indexing_policy_is_kept_and_can_be_replaced()
    {
        var definition = new ContainerProperties($"c-{Guid.NewGuid():N}", "/tenant")
        {
            IndexingPolicy =
            {
                IncludedPaths = { new IncludedPath { Path = "/email/?" } },
                ExcludedPaths = { new ExcludedPath { Path = "/*" } },
                CompositeIndexes = { new Collection<CompositePath> { new() { Path = "/a" }, new() { Path = "/b" } } },
            },
        };
        Container container = await account.Database.CreateContainerAsync(definition, cancellationToken: Cancelled);
        var read = (await container.ReadContainerAsync(cancellationToken: Cancelled)).Resource;

        Assert.Equal("/email/?", Assert.Single(read.IndexingPolicy.IncludedPaths).Path);
        Assert.Contains(read.IndexingPolicy.ExcludedPaths, path => path.Path == "/*");
        Assert.Equal("/b", read.IndexingPolicy.CompositeIndexes[0][1].Path);

        read.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/status/?" });
        await container.ReplaceContainerAsync(read, cancellationToken: Cancelled);

        var replaced = (await container.ReadContainerAsync(cancellationToken: Cancelled)).Resource;
        Assert.Equal(["/email/?", "/status/?"], replaced.IndexingPolicy.IncludedPaths.Select(path => path.Path));
        Assert.NotEqual(read.ETag, replaced.ETag);
    }

    [Fact]
    public async Task Default_indexing_policy_includes_everything()
    {
        var container = await account.ContainerAsync("/tenant");

        var policy = (await container.ReadContainerAsync(cancellationToken: Cancelled)).Resource.IndexingPolicy;

        Assert.Equal(IndexingMode.Consistent, policy.IndexingMode);
        Assert.Equal("/*", Assert.Single(policy.IncludedPaths).Path);
        Assert.Equal("/\"_etag\"/?", Assert.Single(policy.ExcludedPaths).Path);
    }

    [Fact]
    public async Task Partition_key_of_a_container_cannot_be_replaced()
    {
        var container = await account.NewContainerAsync("/tenant");

        var replace = container.ReplaceContainerAsync(new ContainerProperties(container.Id, "/other"), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, (await FailureAsync(replace)).Status);
    }

    [Fact]
    public async Task Databases_and_containers_are_listed()
    {
        var container = await account.NewContainerAsync("/tenant");

        using var databases = account.Client.GetDatabaseQueryIterator<DatabaseProperties>();
        using var containers = account.Database.GetContainerQueryIterator<ContainerProperties>();

        Assert.Contains(account.Database.Id, (await AllAsync(databases)).Select(each => each.Id));
        Assert.Contains(container.Id, (await AllAsync(containers)).Select(each => each.Id));
    }

    [Fact]
    public async Task Items_of_a_missing_container_are_not_found()
    {
        var container = account.Database.GetContainer("missing");
        var item = Item.New();

        var read = container.ReadAsync(item);
        var create = container.CreateAsync(item);

        Assert.Equal((HttpStatusCode.NotFound, 1003), await FailureAsync(read));
        Assert.Equal((HttpStatusCode.NotFound, 1003), await FailureAsync(create));
    }

    [Fact]
    public async Task Deleted_container_takes_its_items_along()
    {
        var container = await account.NewContainerAsync("/tenant");
        var item = Item.New();
        await container.CreateAsync(item);

        Assert.Equal(HttpStatusCode.NoContent, (await container.DeleteContainerAsync(cancellationToken: Cancelled)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(container.ReadAsync(item)));
    }

    [Fact]
    public async Task Recreated_container_is_a_new_one_that_a_client_of_the_old_one_finds()
    {
        var container = await account.NewContainerAsync("/tenant");
        var item = Item.New();
        await container.CreateItemAsync(item, cancellationToken: Cancelled);
        await container.ReadAsync(item);
        var old = (await container.ReadContainerAsync(cancellationToken: Cancelled)).Resource;

        // Another key path, so that what the client remembers of the old container is wrong in every respect.
        await container.DeleteContainerAsync(cancellationToken: Cancelled);
        var recreated = await account.Database.CreateContainerAsync(container.Id, "/name", cancellationToken: Cancelled);

        Assert.NotEqual(old.SelfLink, recreated.Resource.SelfLink);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(container.ReadAsync(item)));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(container.CreateItemAsync(item with { Name = "n1" }, cancellationToken: Cancelled)));
        Assert.Equal(
            HttpStatusCode.OK,
            await StatusAsync(container.ReadItemAsync<Item>(item.Id, new PartitionKey("n1"), cancellationToken: Cancelled)));
    }

    [Fact]
    public async Task There_is_at_least_one_feed_range()
    {
        var container = await account.ContainerAsync("/tenant");

        Assert.NotEmpty(await container.GetFeedRangesAsync(Cancelled));
        Assert.NotEmpty(await container.GetFeedRangesAsync(Cancelled));
    }

    private static async Task<List<T>> AllAsync<T>(FeedIterator<T> feed)
    {
        var all = new List<T>();
        while (feed.HasMoreResults)
        {
            all.AddRange(await feed.ReadNextAsync(Cancelled));
        }

        return all;
    }
}
