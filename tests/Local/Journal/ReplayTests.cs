using Local.Journal;
using Xunit;

namespace Serverless.Tests.Local.Journal;

public sealed class ReplayTests : IDisposable
{
    private readonly JournalFolder folder = new();

    [Fact]
    public async Task New_journal_is_made_with_its_folder_and_is_empty()
    {
        Assert.Empty(await folder.ReadAsync());
        Assert.True(File.Exists(folder.File));
    }

    [Fact]
    public async Task Records_come_back_in_order_over_several_runs()
    {
        await folder.WriteAsync("a", "b");
        await folder.WriteAsync("c");

        Assert.Equal(["a", "b", "c"], await folder.ReadAsync());
    }

    [Fact]
    public async Task Empty_and_very_long_records_come_back()
    {
        var sizes = new[] { 0, 1, JournalFrame.FullBytes - 1, JournalFrame.FullBytes * 3, 0 };
        var records = sizes.Select((bytes, i) => new string((char)('a' + i), bytes)).ToArray();
        await using (var journal = folder.Open())
        {
            await Task.WhenAll(records.Select(record => journal.AppendAsync(JournalFolder.Bytes(record))));
        }

        Assert.Equal(records, await folder.ReadAsync());
    }

    [Fact]
    public async Task Record_beyond_the_limit_is_refused_and_harms_nothing()
    {
        await using (var journal = folder.Open())
        {
            await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(new byte[RecordJournal.MaxRecordBytes + 1]));
            await journal.AppendAsync("a"u8);
        }

        Assert.Equal(["a"], await folder.ReadAsync());
    }

    [Fact]
    public async Task Closing_writes_what_was_appended()
    {
        Task appended;
        await using (var journal = folder.Open())
        {
            appended = journal.AppendAsync("a"u8);
        }

        Assert.True(appended.IsCompletedSuccessfully);
        Assert.Equal(["a"], await folder.ReadAsync());
    }

    public void Dispose() => folder.Dispose();
}
