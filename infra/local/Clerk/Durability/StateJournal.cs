using Local.Clerk.Store;
using Local.Journal;

namespace Local.Clerk.Durability;

/// <summary>Keeps a state's changes in a file, and the file from growing without end.</summary>
internal sealed class StateJournal : IAsyncDisposable
{
    private const string FileName = "clerk.journal";

    private readonly ClerkState state;
    private readonly RecordJournal journal;

    private StateJournal(ClerkState state, RecordJournal journal)
    {
        this.state = state;
        this.journal = journal;
    }

    /// <summary>Whether there was nothing before this run.</summary>
    public bool WasEmpty { get; private init; }

    /// <summary>Brings the state to where it was, and from then on keeps what it commits.</summary>
    /// <exception cref="JournalException">The file cannot be used, or is damaged other than by an interrupted last write.</exception>
    public static StateJournal Open(string folder, ClerkState state, JournalOptions options)
    {
        var empty = true;
        var journal = RecordJournal.Open(Path.Combine(folder, FileName), options, record =>
        {
            empty = false;
            foreach (var change in StateRecord.Decode(record))
            {
                change.ApplyTo(state);
            }
        });
        var kept = new StateJournal(state, journal) { WasEmpty = empty };
        state.KeepBy(kept.Append);
        return kept;
    }

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    /// <summary>Called under the state's lock, so that records stand in the order of the changes.</summary>
    private Task Append(IReadOnlyList<StateChange> changes)
    {
        var appended = journal.AppendAsync(StateRecord.Encode(changes));
        if (journal.NeedsCompaction)
        {
            // A failure is the journal's: the next append, and whoever waits for it, is told.
            _ = journal.CompactAsync(state.Snapshot().Select(change => (ReadOnlyMemory<byte>)StateRecord.Encode([change])));
        }

        return appended;
    }
}
