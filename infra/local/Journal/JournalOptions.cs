namespace Local.Journal;

/// <summary>When a <see cref="RecordJournal"/> has grown enough to be compacted: beyond both of these.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes appended since the last snapshot.</summary>
    public long CompactAfterBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The same as a multiple of that snapshot's size, so that large contents are not rewritten all the time.</summary>
    public int CompactAfterMultiple { get; init; } = 2;
}
