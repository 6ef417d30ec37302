namespace Local.Journal;

/// <summary>What the writing thread of a <see cref="RecordJournal"/> does next.</summary>
internal abstract class JournalWork
{
    public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public abstract void WriteTo(JournalFile file);
}

/// <summary>Appends that share one write and flush.</summary>
internal sealed class JournalBatch(JournalFrame frame) : JournalWork
{
    public JournalFrame Frame { get; } = frame;

    public override void WriteTo(JournalFile file) => file.Append(Frame);
}

internal sealed class JournalCompaction(IEnumerable<ReadOnlyMemory<byte>> snapshot) : JournalWork
{
    public override void WriteTo(JournalFile file) => file.Replace(snapshot);
}
