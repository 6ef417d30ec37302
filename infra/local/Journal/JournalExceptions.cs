namespace Local.Journal;

/// <summary>Something is wrong with a journal; the text names the file.</summary>
public abstract class JournalException(string file, string message, Exception? cause = null) : IOException(message, cause)
{
    public string File { get; } = file;
}

/// <summary>
/// The journal cannot be opened: its folder or file cannot be created, read or written, or another process has it open.
/// </summary>
public sealed class JournalUnavailableException(string file, string reason, Exception? cause = null)
    : JournalException(file, $"The journal '{file}' cannot be opened: {reason}", cause);

/// <summary>The file is not what was written: it is damaged before its end, or never was a journal. It is left untouched.</summary>
public sealed class JournalDamagedException(string file, long offset, string damage)
    : JournalException(
        file,
        $"The journal '{file}' is damaged at byte {offset}: {damage}. Nothing was changed; restore the file or move it away.")
{
    /// <summary>Where the first thing that is wrong begins, in bytes from the start of the file.</summary>
    public long Offset { get; } = offset;
}

/// <summary>The file was written in another version of the format.</summary>
public sealed class JournalVersionException(string file, int found)
    : JournalException(
        file, $"The journal '{file}' has format version {found}; this program reads and writes version {JournalHeader.Version} only.")
{
    public int Found { get; } = found;
}

/// <summary>
/// Writing failed, for instance because the disk is full. Whether what was under way is on disk is not known until the
/// journal is opened again; until then every append fails with this.
/// </summary>
public sealed class JournalFailedException(string file, Exception cause)
    : JournalException(file, $"The journal '{file}' could not be written: {cause.Message}", cause);
