using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;
using static Serverless.Tests.Local.Cosmos.QueryCalls;

namespace Serverless.Tests.Local.Cosmos;

public sealed class QueryPagingContractTests(ConfiguredAccount account) : QueryPagingContract<ConfiguredAccount>(account);

public sealed class QueryPagingContractInMemoryTests(InMemoryAccount account) : QueryPagingContract<InMemoryAccount>(account);

/// <summary>Pages of queries, and going on from a token while the items change.</summary>
public abstract class QueryPagingContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT * FROM c", 1)]
    [InlineData("SELECT * FROM c", 7)]
    [InlineData("SELECT * FROM c WHERE c.age != 22", 3)]
    [InlineData("SELECT * FROM c ORDER BY c.age", 4)]
    [InlineData("SELECT * FROM c ORDER BY c.age DESC", 4)]
    [InlineData("SELECT * FROM c ORDER BY c.age DESC, c.id ASC", 3)]
    [InlineData("SELECT TOP 11 * FROM c ORDER BY c.age", 4)]
    [InlineData("SELECT * FROM c ORDER BY c.id OFFSET 3 LIMIT 11", 4)]
    [InlineData("SELECT DISTINCT c.id, c.age FROM c", 5)]
    public async Task Pages_together_are_the_whole_in_its_order(string query, int size)
    {
        var people = await account.PeopleAsync(Crowd(23));
        var whole = await people.IdsAsync(query);

        var paged = new List<string>();
        string? continuation = null;
        do
        {
            var page = await people.PageAsync(query, continuation, size);
            Assert.True(page.Count <= size);
            paged.AddRange(page.Select(row => (string)row["id"]!));
            continuation = page.ContinuationToken;
        }
        while (continuation is not null);

        Assert.Equal(whole, paged);
        Assert.NotEmpty(whole);
    }

    [Theory]
    [InlineData("SELECT * FROM c", null)]
    [InlineData("SELECT * FROM c", "t1")]
    [InlineData("SELECT * FROM c ORDER BY c.age DESC", null)]
    [InlineData("SELECT * FROM c ORDER BY c.age ASC, c.id DESC", "t1")]
    public async Task Items_deleted_and_created_between_pages_shift_nothing(string query, string? tenant)
    {
        var people = await account.PeopleAsync(Crowd(20));
        var whole = await people.IdsAsync(query, tenant);

        var first = await people.PageAsync(query, null, 4, tenant);
        foreach (var row in first.Take(3))
        {
            await people.DeleteItemAsync<Person>((string)row["id"]!, new PartitionKey((string)row["tenant"]!), cancellationToken: Cancelled);
        }

        await people.CreateItemAsync(new Person("zoe", "t1", 20), cancellationToken: Cancelled);
        var rest = new List<string>();
        for (var continuation = first.ContinuationToken; continuation is not null;)
        {
            var page = await people.PageAsync(query, continuation, 4, tenant);
            rest.AddRange(page.Select(row => (string)row["id"]!));
            continuation = page.ContinuationToken;
        }

        Assert.Equal(whole.Skip(4), rest.Where(id => id != "zoe"));
    }

    [Fact]
    public async Task All_items_are_read_in_pages_without_a_query()
    {
        var people = await account.PeopleAsync(Crowd(23));

        var all = new List<string>();
        using var pages = people.GetItemQueryIterator<JsonObject>(requestOptions: new() { MaxItemCount = 10 });
        while (pages.HasMoreResults)
        {
            all.AddRange((await pages.ReadNextAsync(Cancelled)).Select(row => (string)row["id"]!));
        }

        Assert.Equal(Crowd(23).Select(person => person.Id), all.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Token_of_another_query_is_refused()
    {
        var people = await account.PeopleAsync(Crowd(5));
        var first = await people.PageAsync("SELECT * FROM c", null, 2, "t1");

        var other = people.PageAsync("SELECT * FROM c ORDER BY c.age", first.ContinuationToken, 2, "t1");

        Assert.Equal(HttpStatusCode.BadRequest, (await FailureAsync(other)).Status);
    }

    [Fact]
    public async Task Items_of_another_partition_key_are_never_seen()
    {
        var people = await account.PeopleAsync(Crowd(20));

        var found = await people.AllAsync<Person>(Query("SELECT * FROM c WHERE c.age > 0"), "t2", pageSize: 3);

        Assert.Equal(10, found.Count);
        Assert.All(found, person => Assert.Equal("t2", person.Tenant));
    }
}
