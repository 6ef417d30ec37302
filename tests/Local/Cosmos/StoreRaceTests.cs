using Local.Cosmos.Store;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>The store's own guarantee, without the SDK's time between two writers.</summary>
public sealed class StoreRaceTests
{
    private const int Writers = 4;
    private const int Rounds = 5_000;

    [Fact]
    public async Task Of_writers_that_meet_on_one_item_one_wins_every_time()
    {
        var container = NewContainer();
        using var meeting = new Barrier(Writers);
        var wins = new int[Rounds];

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    meeting.SignalAndWait(TestContext.Current.CancellationToken);
                    if (container.Write(Create($"u{round}")).Outcome == WriteOutcome.Created)
                    {
                        Interlocked.Increment(ref wins[round]);
                    }
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.All(wins, count => Assert.Equal(1, count));
        Assert.Equal((Rounds, Rounds), (container.Lsn, container.ItemCount));
        Assert.Equal(Rounds, container.Scan().Select(item => item.Number).Distinct().Count());
    }

    private static ItemWrite Create(string id) =>
        new(WriteMode.Create, new ItemKey(PartitionKey.Parse("""["t1"]""", 1), id), "{\"id\":\"u\""u8.ToArray(), IfMatch: null);

    private static Container NewContainer()
    {
        var store = new CosmosStore(TimeProvider.System);
        var definition = ContainerDefinition.Parse("""{"id":"users","partitionKey":{"paths":["/tenant"]}}"""u8.ToArray());
        return store.CreateContainer(store.CreateDatabase("app")!, definition)!;
    }
}
