using System.Text;
using Local.Journal;
using Xunit;

namespace Serverless.Tests.Local.Journal;

/// <summary>A folder of its own with a journal in it, whose records are texts.</summary>
internal sealed class JournalFolder : IDisposable
{
    private static readonly JournalOptions Defaults = new();

    public JournalFolder() => File = System.IO.Path.Combine(Path, "state", "queue.journal");

    public string Path { get; } = Directory.CreateTempSubdirectory("journal-").FullName;

    public string File { get; }

    public string Unfinished => File + ".new";

    /// <summary>What the last <see cref="Open"/> replayed.</summary>
    public List<string> Replayed { get; } = [];

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public RecordJournal Open(JournalOptions? options = null)
    {
        Replayed.Clear();
        return RecordJournal.Open(File, options ?? Defaults, record => Replayed.Add(Encoding.UTF8.GetString(record)));
    }

    /// <summary>Appends each record in a write of its own; returns where each begins, and the end of the file.</summary>
    public async Task<long[]> WriteAsync(params string[] records)
    {
        await using var journal = Open();
        var offsets = new List<long> { new FileInfo(File).Length };
        foreach (var record in records)
        {
            await journal.AppendAsync(Bytes(record)).WaitAsync(TestContext.Current.CancellationToken);
            offsets.Add(new FileInfo(File).Length);
        }

        return [.. offsets];
    }

    public async Task<List<string>> ReadAsync()
    {
        await using var journal = Open();
        return [.. Replayed];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
