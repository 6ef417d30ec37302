using System.Globalization;
using System.Text;
using Local.Journal;

namespace Serverless.Tests.Local.Journal;

/// <summary>Counts for ever, by a journal, and prints each number once it is on disk.</summary>
internal static class CountingJournal
{
    private static readonly JournalOptions CompactOften = new() { CompactAfterBytes = 2000 };

    /// <summary>The last number in the journal; a gap between two is an error.</summary>
    public static RecordJournal Open(string file, out int last)
    {
        int? count = null;
        var journal = RecordJournal.Open(file, CompactOften, record =>
        {
            var number = int.Parse(record, CultureInfo.InvariantCulture);
            count = count is null || number == count + 1
                ? number
                : throw new InvalidOperationException($"{number} follows {count}.");
        });
        last = count ?? 0;
        return journal;
    }

    public static void Run(string file)
    {
        var journal = Open(file, out var count);
        try
        {
            while (true)
            {
                var record = Encoding.ASCII.GetBytes($"{++count}");
                journal.AppendAsync(record).GetAwaiter().GetResult();
                Console.WriteLine(count);
                if (journal.NeedsCompaction)
                {
                    _ = journal.CompactAsync([record]);
                }
            }
        }
        catch (JournalFailedException e)
        {
            Console.WriteLine($"failed {e.InnerException!.Message}");
        }
    }
}
