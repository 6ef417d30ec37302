using Local.Journal;
using Xunit;

namespace Serverless.Tests.Local.Journal;

public sealed class CompactionTests : IDisposable
{
    private static readonly JournalOptions Small = new() { CompactAfterBytes = 1000, CompactAfterMultiple = 3 };
    private readonly JournalFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_replaces_what_came_before_and_later_records_follow_it()
    {
        await using (var journal = folder.Open())
        {
            var before = journal.AppendAsync("before"u8);
            var compaction = journal.CompactAsync([JournalFolder.Bytes("s1"), JournalFolder.Bytes("s2")]);
            var after = journal.AppendAsync("after"u8);
            await Task.WhenAll(before, compaction, after);
        }

        Assert.Equal(["s1", "s2", "after"], await folder.ReadAsync());
        await folder.WriteAsync("later");
        Assert.Equal(["s1", "s2", "after", "later"], await folder.ReadAsync());
    }

    [Fact]
    public async Task Crash_at_any_moment_of_compaction_leaves_the_old_records_or_the_new()
    {
        await folder.WriteAsync("old 1", "old 2");
        var old = await File.ReadAllBytesAsync(folder.File, Ct);
        await using (var journal = folder.Open())
        {
            await journal.CompactAsync([JournalFolder.Bytes("new")]);
        }

        var made = await File.ReadAllBytesAsync(folder.File, Ct);
        for (var written = 0; written <= made.Length; written++)
        {
            await File.WriteAllBytesAsync(folder.File, old, Ct);
            await File.WriteAllBytesAsync(folder.Unfinished, made[..written], Ct);

            Assert.Equal(["old 1", "old 2"], await folder.ReadAsync());
            Assert.False(File.Exists(folder.Unfinished));
        }

        await File.WriteAllBytesAsync(folder.File, made, Ct);
        Assert.Equal(["new"], await folder.ReadAsync());
    }

    [Fact]
    public async Task Crash_while_the_journal_is_first_made_leaves_none()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File)!);
        await File.WriteAllBytesAsync(folder.Unfinished, [1, 2, 3], Ct);

        Assert.Empty(await folder.ReadAsync());
    }

    [Fact]
    public async Task Owner_is_told_when_the_file_has_grown_beyond_both_bounds()
    {
        await using (var journal = folder.Open(Small))
        {
            await journal.AppendAsync(new byte[900]);
            Assert.False(journal.NeedsCompaction);
            await journal.AppendAsync(new byte[100]);
            Assert.True(journal.NeedsCompaction);

            await journal.CompactAsync([new byte[2000]]);
            Assert.False(journal.NeedsCompaction);
            await journal.AppendAsync(new byte[5900]);
            Assert.False(journal.NeedsCompaction);
        }

        await using (var again = folder.Open(Small))
        {
            Assert.False(again.NeedsCompaction);
            await again.AppendAsync(new byte[300]);
            Assert.True(again.NeedsCompaction);
        }
    }

    [Fact]
    public async Task File_of_an_owner_that_compacts_when_told_stays_small()
    {
        await using var journal = folder.Open(Small);
        for (var i = 0; i < 2000; i++)
        {
            await journal.AppendAsync(JournalFolder.Bytes($"the present value is {i}"));
            if (journal.NeedsCompaction)
            {
                await journal.CompactAsync([JournalFolder.Bytes($"the present value is {i}")]);
            }
        }

        Assert.InRange(new FileInfo(folder.File).Length, 1, 3000);
    }

    [Fact]
    public async Task Large_snapshot_comes_back_whole()
    {
        var records = Enumerable.Range(0, 30).Select(i => new string((char)('A' + i), 300_000)).ToArray();
        await using (var journal = folder.Open())
        {
            await journal.CompactAsync(records.Select(record => (ReadOnlyMemory<byte>)JournalFolder.Bytes(record)));
        }

        Assert.Equal(records, await folder.ReadAsync());
    }

    [Fact]
    public async Task Snapshot_that_cannot_be_read_fails_the_journal_and_keeps_the_old_records()
    {
        await using (var journal = folder.Open())
        {
            await journal.AppendAsync("old"u8);
            var broken = Enumerable.Range(0, 3).Select(i => i < 2 ? new ReadOnlyMemory<byte>([1]) : throw new FormatException("broken"));

            var failure = await Assert.ThrowsAsync<JournalFailedException>(() => journal.CompactAsync(broken));

            Assert.IsType<FormatException>(failure.InnerException);
            await Assert.ThrowsAsync<JournalFailedException>(() => journal.AppendAsync("late"u8));
        }

        Assert.Equal(["old"], await folder.ReadAsync());
    }

    public void Dispose() => folder.Dispose();
}
