using System.Net;
using System.Text;
using Local.Cosmos;
using Local.Cosmos.Batch;
using Local.Cosmos.Store;
using Serverless.Tests.Support;
using Xunit;
using Key = Microsoft.Azure.Cosmos.PartitionKey;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>What a batch promises beyond its answers: nobody sees half of it, neither another caller nor the next start.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cosmos-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_after_any_torn_write_finds_whole_batches_only()
    {
        var options = new CosmosEmulatorOptions { StateFolder = Path.Combine(folder, "state") };
        var (item, gone) = (Item.New(), Item.New());
        await using (var before = await KeptEmulator.StartAsync(options))
        {
            await before.CreateUsersAsync();
            await before.Users.CreateAsync(gone);
            using var batch = await before.Users.CreateTransactionalBatch(new Key("t1"))
                .DeleteItem(gone.Id).CreateItem(item).CreateItem(gone with { Version = 2 }).ExecuteAsync(Cancelled);
            Assert.Equal(HttpStatusCode.OK, batch.StatusCode);
        }

        var journal = await File.ReadAllBytesAsync(Path.Combine(folder, "state", "cosmos.journal"), Cancelled);
        foreach (var (lost, expected) in new[] { (0, (HttpStatusCode.OK, 2)), (1, (HttpStatusCode.NotFound, 1)), (300, (HttpStatusCode.NotFound, 1)) })
        {
            var copy = Directory.CreateDirectory(Path.Combine(folder, $"lost{lost}")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(copy, "cosmos.journal"), journal[..^lost], Cancelled);
            await using var after = await KeptEmulator.StartAsync(new() { StateFolder = copy });

            Assert.Equal(expected, (await Failures.StatusAsync(after.Users.ReadAsync(item)), (await after.Users.ReadAsync(gone)).Resource.Version));
        }
    }

    [Fact]
    public async Task Batch_is_one_operation_to_faults_and_metrics()
    {
        await using var running = await RunningEmulator.StartAsync();
        var fault = running.Emulator.Faults.Add(new CosmosFault(new FaultAction.Answer(503)) { Operation = CosmosOperation.Batch, Times = 1 });
        var item = Item.New();

        using var refused = await running.Users.CreateTransactionalBatch(item.Key()).CreateItem(item).ExecuteAsync(Cancelled);
        using var done = await running.Users.CreateTransactionalBatch(item.Key()).CreateItem(item).ReadItem(item.Id).ExecuteAsync(Cancelled);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (refused.StatusCode, done.StatusCode));
        Assert.Equal(1, running.Emulator.Metrics.Requests(CosmosOperation.Batch));
        Assert.Equal(done.RequestCharge, running.Emulator.Metrics.RequestUnits(CosmosOperation.Batch), precision: 2);
        Assert.Equal(1, fault.Hits);
    }

    [Fact]
    public async Task Reader_who_saw_one_part_sees_no_older_other_part()
    {
        var store = new CosmosStore(TimeProvider.System);
        var container = store.CreateContainer(
            store.CreateDatabase("app")!, ContainerDefinition.Parse("""{"id":"users","partitionKey":{"paths":["/tenant"]}}"""u8.ToArray()))!;
        var keys = Enumerable.Range(0, 50).Select(number => new ItemKey(PartitionKey.Of("t1"), $"u{number}")).ToList();
        var writer = Task.Factory.StartNew(
            () =>
            {
                for (var version = 1; version <= 2_000; version++)
                {
                    container.Transact(transaction => keys.TrueForAll(key => transaction.Write(
                        new ItemWrite(WriteMode.Upsert, key, Encoding.UTF8.GetBytes($$"""{"id":"{{key.Id}}","version":{{version}}"""), IfMatch: null)).Item is not null));
                }
            },
            Cancelled,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        var seen = 0L;
        while (!writer.IsCompleted)
        {
            // The first is written before the last: who sees a new first must not see an older last.
            var first = container.Find(keys[0])?.Lsn ?? 0;
            var last = container.Find(keys[^1])?.Lsn ?? 0;
            Assert.True(last >= first, $"Saw {first}, then {last}.");
            seen = Math.Max(seen, last);
        }

        await writer;
        Assert.Equal(100_000, container.Lsn);
        Assert.InRange(seen, 1, 100_000);
    }

    [Fact]
    public void Transaction_that_is_given_up_leaves_nothing()
    {
        var store = new CosmosStore(new ManualClock());
        var container = store.CreateContainer(
            store.CreateDatabase("app")!, ContainerDefinition.Parse("""{"id":"users","partitionKey":{"paths":["/tenant"]}}"""u8.ToArray()))!;

        container.Transact(transaction => transaction.Write(new ItemWrite(
            WriteMode.Create, new ItemKey(PartitionKey.Of("t1"), "u1"), "{\"id\":\"u1\""u8.ToArray(), IfMatch: null)).Item is null);

        Assert.Equal((0, 0), (container.ItemCount, container.Lsn));
    }

    [Theory]
    [InlineData("")]
    [InlineData("81F0D8FF7F010A000000")]                                                              // no operation
    [InlineData("81F0D8FF7F010A00000081F1D8FF7F380000008169F6A4817054E17F43")]                        // cut off
    [InlineData("81F0D8FF7F010A00000081F1D8FF7F0600000000000000817054E17F43")]                        // wrong checksum
    [InlineData("7B7D")]                                                                              // JSON
    public void Malformed_body_is_refused(string hex)
    {
        var refused = Assert.Throws<RequestRefusedException>(() => BatchBody.Parse(Convert.FromHexString(hex)));

        Assert.Equal(400, refused.Status);
    }

    [Fact]
    public void Body_over_two_megabytes_is_refused() =>
        Assert.Contains("at most 2097152 bytes", Assert.Throws<RequestRefusedException>(() => BatchBody.Parse(new byte[2_097_153])).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
