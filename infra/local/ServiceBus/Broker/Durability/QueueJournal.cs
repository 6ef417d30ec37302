using System.Diagnostics;
using Local.Journal;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Durability;

/// <summary>
/// A queue's changes on disk. Those of one operation are one record, so that a crash leaves all of them or none: a send is
/// accepted whole, and a last failed delivery is never counted without the dead letter it makes.
/// </summary>
/// <remarks>Not safe for use by two threads at once, except <see cref="Written"/>: the queue's gate guards the rest.</remarks>
internal sealed class QueueJournal : IAsyncDisposable
{
    /// <summary>
    /// Changes are written beyond this without waiting for more. No request makes that many; a great number of messages
    /// that fall due or expire at once does, and those do not depend on each other.
    /// </summary>
    private const int FullRecordBytes = 8 * 1024 * 1024;

    private readonly RecordJournal journal;
    private readonly QueueContents contents;
    private readonly WireWriter record = new();
    private volatile Task written = Task.CompletedTask;

    private QueueJournal(RecordJournal journal, QueueContents contents)
    {
        this.journal = journal;
        this.contents = contents;
    }

    /// <summary>Completes when everything committed so far is on disk; fails when that could not be done.</summary>
    public Task Written => written;

    /// <summary>Brings empty contents to what they were.</summary>
    /// <exception cref="JournalException">The file cannot be used; the text says which and why.</exception>
    /// <exception cref="InvalidDataException">The file is a sound journal, but not of this version of the emulator.</exception>
    public static QueueJournal Open(StateFile state, QueueContents contents) => new(
        RecordJournal.Open(state.Path, state.Options, record => Replay(state.Path, record, contents)), contents);

    public void Add(QueueChange change)
    {
        QueueChangeEncoding.Write(record, change);
        if (record.Length >= FullRecordBytes)
        {
            Commit();
        }
    }

    /// <summary>Hands what was added to the disk, as one record. The contents must have had all of it applied by now.</summary>
    public void Commit()
    {
        if (record.Length == 0)
        {
            return;
        }

        written = journal.AppendAsync(record.Written.Span);
        record.Clear();
        if (journal.NeedsCompaction)
        {
            // A failure shows in the appends that follow.
            _ = journal.CompactAsync(Encode(contents.Snapshot()));
        }
    }

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private static IEnumerable<ReadOnlyMemory<byte>> Encode(List<QueueChange> snapshot)
    {
        var writer = new WireWriter();
        foreach (var change in snapshot)
        {
            writer.Clear();
            QueueChangeEncoding.Write(writer, change);
            yield return writer.Written;
        }
    }

    private static void Replay(string file, ReadOnlySpan<byte> record, QueueContents contents)
    {
        try
        {
            for (var reader = new WireReader(record); reader.Rest.Length > 0;)
            {
                contents.Apply(QueueChangeEncoding.Read(ref reader));
            }
        }
        catch (Exception e) when (e is InvalidDataException or UnreachableException)
        {
            throw new InvalidDataException($"The journal '{file}' is not of this version of the Service Bus emulator: {e.Message}", e);
        }
    }
}
