using Xunit;

namespace Serverless.Tests.Local.Journal;

public sealed class GroupCommitTests : IDisposable
{
    private readonly JournalFolder folder = new();

    [Fact]
    public async Task Concurrent_appenders_find_all_their_records_in_their_order()
    {
        const int appenders = 32;
        const int each = 200;
        await using (var journal = folder.Open())
        {
            await Task.WhenAll(Enumerable.Range(0, appenders).Select(appender => Task.Run(async () =>
            {
                for (var i = 0; i < each; i++)
                {
                    await journal.AppendAsync(JournalFolder.Bytes($"{appender}:{i}"));
                }
            })));
        }

        var records = (await folder.ReadAsync()).Select(record => record.Split(':')).ToLookup(it => it[0], it => it[1]);
        Assert.Equal(appenders, records.Count);
        Assert.All(records, own => Assert.Equal(Enumerable.Range(0, each).Select(i => $"{i}"), own));
    }

    [Fact]
    public async Task Appends_complete_in_the_order_of_the_calls()
    {
        await using var journal = folder.Open();
        var appends = Enumerable.Range(0, 2000).Select(i => journal.AppendAsync(JournalFolder.Bytes($"{i}"))).ToArray();

        for (var last = appends.Length - 1; last >= 0; last -= 100)
        {
            await appends[appends.Length - 1 - last];
            Assert.All(appends[..(appends.Length - last)], earlier => Assert.True(earlier.IsCompleted));
        }

        await appends[^1];
        Assert.All(appends, append => Assert.True(append.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Acknowledged_record_is_in_the_file_as_it_is_then()
    {
        await using var journal = folder.Open();
        using var copy = new JournalFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(copy.File)!);
        for (var i = 1; i <= 20; i++)
        {
            await journal.AppendAsync(JournalFolder.Bytes($"{i}"));
            File.Copy(folder.File, copy.File, overwrite: true);

            Assert.Equal(i, (await copy.ReadAsync()).Count);
        }
    }

    public void Dispose() => folder.Dispose();
}
