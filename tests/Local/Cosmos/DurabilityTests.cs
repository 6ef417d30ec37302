using System.Net;
using Local.Cosmos;
using Local.Journal;
using Microsoft.Azure.Cosmos;
using Serverless.Tests.Support;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>What was answered is there after a restart, and nothing is answered that is not on disk.</summary>
public sealed class DurabilityTests : IDisposable
{
    private static readonly PartitionKey Key = new("t1");
    private static readonly JournalOptions CompactAlways = new() { CompactAfterBytes = 0, CompactAfterMultiple = 1 };

    private readonly string folder = Directory.CreateTempSubdirectory("cosmos-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string JournalFile => Path.Combine(folder, "state", "cosmos.journal");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_brings_everything_back_as_it_was(bool compacted)
    {
        string view, definition;
        var (kept, patched, deleted) = (Item.New() with { Name = "kept" }, Item.New() with { Name = "patched" }, Item.New());
        await using (var before = await StartAsync(compacted ? CompactAlways : null))
        {
            await CreateDefinitionsAsync(before);
            var users = before.Users;
            foreach (var item in new[] { kept, patched, deleted })
            {
                await users.CreateAsync(item);
            }

            await users.PatchItemAsync<Item>(patched.Id, Key, [PatchOperation.Set("/name", "new")], cancellationToken: Cancelled);
            await users.DeleteAsync(deleted);
            view = await before.ViewAsync();
            definition = await before.DefinitionAsync();
        }

        await using var after = await StartAsync();
        var read = await after.Users.ReadAsync(kept);

        Assert.Equal(view, await after.ViewAsync());
        Assert.Equal(definition, await after.DefinitionAsync());
        Assert.Equal((kept, "0:-1#5"), (read.Resource, read.Headers.Session));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(after.Users.CreateAsync(Item.New() with { Name = "new" })));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(after.Users.ReplaceAsync(kept, new() { IfMatchEtag = read.ETag })));
        var dropped = after.Client.GetContainer("app", "dropped");
        Assert.Equal(HttpStatusCode.NotFound, (await FailureAsync(dropped.ReadContainerAsync(cancellationToken: Cancelled))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Numbers_of_what_was_deleted_are_not_given_again(bool compacted)
    {
        var item = Item.New();
        string itemRid, containerRid;
        await using (var before = await StartAsync(compacted ? CompactAlways : null))
        {
            await before.CreateUsersAsync();
            itemRid = await before.RidAsync(item);
            await before.Users.DeleteAsync(item);
            Container other = await before.Client.GetDatabase("app").CreateContainerAsync("other", "/tenant", cancellationToken: Cancelled);
            containerRid = (await other.ReadContainerAsync(cancellationToken: Cancelled)).Resource.SelfLink;
            await other.DeleteContainerAsync(cancellationToken: Cancelled);
            await before.Users.CreateAsync(Item.New() with { Tenant = "t2" });
        }

        await using var after = await StartAsync();
        Container again = await after.Client.GetDatabase("app").CreateContainerAsync("other", "/tenant", cancellationToken: Cancelled);

        Assert.NotEqual(containerRid, (await again.ReadContainerAsync(cancellationToken: Cancelled)).Resource.SelfLink);
        Assert.NotEqual(itemRid, await after.RidAsync(item));
    }

    [Fact]
    public async Task Every_answered_write_is_in_the_file_when_it_is_answered()
    {
        await using var running = await StartAsync();
        await running.CreateUsersAsync();
        for (var round = 0; round < 5; round++)
        {
            var items = Enumerable.Range(0, 8).Select(_ => Item.New()).ToList();
            await Task.WhenAll(items.Select(item => running.Users.CreateAsync(item)));

            await using var copy = await StartAsync(state: CopyOfState(round));

            Assert.All(
                await Task.WhenAll(items.Select(item => StatusAsync(copy.Users.ReadAsync(item)))),
                status => Assert.Equal(HttpStatusCode.OK, status));
        }
    }

    [Fact]
    public async Task File_stays_in_proportion_to_what_is_stored()
    {
        var options = new JournalOptions { CompactAfterBytes = 50_000, CompactAfterMultiple = 2 };
        var item = Item.New() with { Name = new string('x', 1000) };
        var longest = 0L;
        await using (var running = await StartAsync(options))
        {
            await running.CreateUsersAsync();
            for (var version = 1; version <= 1000; version++)
            {
                await running.Users.UpsertAsync(item with { Version = version });
                longest = Math.Max(longest, new FileInfo(JournalFile).Length);
            }
        }

        Assert.InRange(longest, 50_000, 250_000);
        await using var after = await StartAsync();
        Assert.Equal(1000, (await after.Users.ReadAsync(item)).Resource.Version);
    }

    [Fact]
    public async Task Disk_that_fails_is_an_error_of_every_write_and_of_nothing_that_was_safe()
    {
        await using var running = await StartAsync(new JournalOptions { CompactAfterBytes = 20_000, CompactAfterMultiple = 1 });
        await running.CreateUsersAsync();
        var safe = Item.New();
        await running.Users.CreateAsync(safe);

        // In the place of the file that compaction has to write.
        Directory.CreateDirectory(JournalFile + ".new");
        var failure = await FirstFailureAsync(running);
        var second = await Assert.ThrowsAsync<CosmosException>(() => running.Users.CreateAsync(Item.New()));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.StatusCode);
        Assert.Contains("could not be written", failure.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(safe, (await running.Users.ReadAsync(safe)).Resource);
    }

    [Fact]
    public async Task State_folder_that_cannot_be_used_is_a_clear_error_at_the_start()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", Cancelled);

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => CosmosEmulator.StartAsync(new() { StateFolder = Path.Combine(file, "below") }, Cancelled));

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_folder_has_one_owner()
    {
        await using var running = await StartAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => CosmosEmulator.StartAsync(running.Options, Cancelled));
    }

    [Fact]
    public async Task Damage_in_the_middle_is_refused_with_its_place()
    {
        await using (var running = await StartAsync())
        {
            await running.CreateUsersAsync();
            await running.Users.CreateAsync(Item.New());
        }

        var bytes = await File.ReadAllBytesAsync(JournalFile, Cancelled);
        bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(JournalFile, bytes, Cancelled);

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => StartAsync());

        Assert.InRange(failure.Offset, 1, bytes.Length / 2);
    }

    [Fact]
    public async Task Time_to_live_goes_on_after_a_restart()
    {
        var clock = new ManualClock();
        var item = Item.New();
        await using (var before = await StartAsync(clock: clock))
        {
            await before.CreateUsersAsync(new("users", "/tenant") { DefaultTimeToLive = 60 });
            await before.Users.CreateAsync(item);
        }

        clock.Advance(TimeSpan.FromSeconds(59));
        await using var after = await StartAsync(clock: clock);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(after.Users.ReadAsync(item)));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(after.Users.ReadAsync(item)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<KeptEmulator> StartAsync(JournalOptions? journal = null, string? state = null, TimeProvider? clock = null) => KeptEmulator.StartAsync(new()
    {
        StateFolder = state ?? Path.GetDirectoryName(JournalFile),
        Journal = journal ?? new(),
        Clock = clock ?? TimeProvider.System,
    });

    private static async Task CreateDefinitionsAsync(KeptEmulator running)
    {
        var users = new ContainerProperties("users", "/tenant")
        {
            UniqueKeyPolicy = new() { UniqueKeys = { new() { Paths = { "/name" } } } },
            IndexingPolicy = { ExcludedPaths = { new ExcludedPath { Path = "/secret/?" } } },
        };
        await running.CreateUsersAsync(users);
        users.DefaultTimeToLive = 3600;
        await running.Users.ReplaceContainerAsync(users, cancellationToken: Cancelled);
        Container dropped = await running.Client.GetDatabase("app").CreateContainerAsync("dropped", "/tenant", cancellationToken: Cancelled);
        await dropped.CreateAsync(Item.New());
        await dropped.DeleteContainerAsync(cancellationToken: Cancelled);
    }

    private static async Task<CosmosException> FirstFailureAsync(KeptEmulator running)
    {
        for (var write = 0; write < 1000; write++)
        {
            try
            {
                await running.Users.CreateAsync(Item.New() with { Name = new string('x', 1000) });
            }
            catch (CosmosException failure)
            {
                return failure;
            }
        }

        throw new InvalidOperationException("A thousand writes succeeded without a disk.");
    }

    /// <summary>As the disk is at this moment, with the emulator still running.</summary>
    private string CopyOfState(int round)
    {
        var copy = Directory.CreateDirectory(Path.Combine(folder, $"copy{round}")).FullName;
        File.Copy(JournalFile, Path.Combine(copy, Path.GetFileName(JournalFile)));
        return copy;
    }
}
