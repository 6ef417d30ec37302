using Local.Cosmos.Store;
using Local.Journal;

namespace Local.Cosmos.Durability;

/// <summary>Keeps a store's changes in a file, and the file from growing without end.</summary>
internal sealed class StoreJournal : IAsyncDisposable
{
    private const string FileName = "cosmos.journal";

    private readonly CosmosStore store;
    private readonly RecordJournal journal;
    private int compacting;

    private StoreJournal(CosmosStore store, RecordJournal journal)
    {
        this.store = store;
        this.journal = journal;
    }

    /// <summary>Brings the store to where it was, and from then on keeps what it commits.</summary>
    /// <exception cref="JournalException">The file cannot be used, or is damaged other than by an interrupted last write.</exception>
    public static StoreJournal Open(string folder, CosmosStore store, JournalOptions options)
    {
        var journal = RecordJournal.Open(Path.Combine(folder, FileName), options, record =>
        {
            if (StoreRecord.Decode(record, store) is { } change)
            {
                store.Commit(change);
            }
        });
        var kept = new StoreJournal(store, journal);
        store.KeepBy(kept.Append);
        return kept;
    }

    /// <summary>Called under the lock that guards what is changed, so that records stand in the order of the changes.</summary>
    /// <returns>Completes when the change is on disk; fails with <see cref="JournalFailedException"/> when that is not known.</returns>
    public Task Append(StoreChange change)
    {
        var appended = journal.AppendAsync(StoreRecord.Encode(change));
        if (journal.NeedsCompaction && Interlocked.Exchange(ref compacting, 1) == 0)
        {
            ThreadPool.QueueUserWorkItem(_ => Compact());
        }

        return appended;
    }

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private void Compact()
    {
        try
        {
            // A failure is the journal's: the next append, and whoever waits for it, is told.
            store.Freeze(changes => _ = journal.CompactAsync(changes.Select(change => (ReadOnlyMemory<byte>)StoreRecord.Encode(change))));
        }
        catch (ObjectDisposedException)
        {
            // Closed in the meantime; the file is as good as before.
        }
        finally
        {
            Volatile.Write(ref compacting, 0);
        }
    }
}
