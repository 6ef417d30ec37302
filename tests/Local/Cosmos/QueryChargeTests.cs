using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>What a page of a query costs, and that a missing index shows in it.</summary>
public sealed class QueryChargeTests
{
    [Theory]
    [InlineData("SELECT * FROM c WHERE c.id = 'p003'", 1, 2.76)]                        // 2.26 to 2.82 in real accounts
    [InlineData("SELECT * FROM c", 100, 3.75)]
    [InlineData("SELECT * FROM c WHERE c.age = 22", 20, 3.05)]
    [InlineData("SELECT VALUE COUNT(1) FROM c", 1, 3.75)]
    [InlineData("SELECT * FROM c WHERE c.secret = 22", 0, 102.75)]                      // every item is read
    [InlineData("SELECT * FROM c WHERE c.age = 22 AND c.secret = 1", 0, 22.75)]         // those the index leaves over
    [InlineData("SELECT * FROM c WHERE c.age = 22 OR c.secret = 1", 20, 103.05)]
    [InlineData("SELECT * FROM c WHERE (c.age = 22 AND c.secret = 1) OR c.age = 23", 20, 43.05)]
    [InlineData("SELECT * FROM c WHERE NOT IS_DEFINED(c.secret)", 100, 104.25)]
    [InlineData("SELECT * FROM c WHERE EXISTS(SELECT VALUE s FROM s IN c.secret WHERE s = 1)", 0, 2.75)]
    public async Task Filter_the_index_does_not_answer_pays_for_every_item_it_reads(string query, int rows, double charge)
    {
        await using var running = await RunningEmulator.StartAsync(users: new("users", "/tenant")
        {
            IndexingPolicy = { IncludedPaths = { new IncludedPath { Path = "/*" } }, ExcludedPaths = { new ExcludedPath { Path = "/secret/?" } } },
        });
        foreach (var person in QueryCalls.Crowd(100))
        {
            await running.Users.CreateItemAsync(person, person.Key(), cancellationToken: TestContext.Current.CancellationToken);
        }

        using var pages = running.Users.GetItemQueryIterator<object>(query);
        var page = await pages.ReadNextAsync(TestContext.Current.CancellationToken);

        Assert.Equal(rows, page.Count);
        Assert.Equal(charge, page.RequestCharge, precision: 2);
        Assert.Equal(charge, running.Emulator.Metrics.RequestUnits(CosmosOperation.Query), precision: 2);
    }
}
