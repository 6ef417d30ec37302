using Microsoft.Win32.SafeHandles;

namespace Local.Journal;

/// <summary>The file of a journal, written at its end only. Not safe for use by two threads at once.</summary>
internal sealed class JournalFile : IDisposable
{
    private readonly string path;
    private SafeFileHandle handle;

    private JournalFile(string path, SafeFileHandle handle, long end, long snapshotEnd)
    {
        this.path = path;
        this.handle = handle;
        End = end;
        SnapshotEnd = snapshotEnd;
    }

    public long End { get; private set; }

    public long SnapshotEnd { get; private set; }

    /// <summary>Bytes of an interrupted write that opening cut off.</summary>
    public long DroppedBytes { get; private init; }

    private static string Unfinished(string path) => path + ".new";

    /// <summary>Opens the file and replays it, or makes it when there is none.</summary>
    public static JournalFile Open(string path, Action<ReadOnlySpan<byte>> replay)
    {
        // Left behind by a crash during Replace, before the file was renamed: the old one counts.
        File.Delete(Unfinished(path));
        if (!File.Exists(path))
        {
            var (made, end) = Write(path, []);
            return new JournalFile(path, made, end, end);
        }

        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var reader = new JournalReader(handle, path);
            var end = reader.ReadAll(replay);
            var dropped = RandomAccess.GetLength(handle) - end;
            if (dropped > 0)
            {
                RandomAccess.SetLength(handle, end);
                RandomAccess.FlushToDisk(handle);
            }

            return new JournalFile(path, handle, end, reader.SnapshotEnd) { DroppedBytes = dropped };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the frame is on disk.</summary>
    public void Append(JournalFrame frame)
    {
        var bytes = frame.Seal(End);
        RandomAccess.Write(handle, bytes, End);
        RandomAccess.FlushToDisk(handle);
        End += bytes.Length;
    }

    /// <summary>Puts a new file with these records in place of the present one; a crash leaves one or the other.</summary>
    public void Replace(IEnumerable<ReadOnlyMemory<byte>> snapshot)
    {
        // Not every system renames over an open file. Nothing is lost by it: a journal that fails here is not written again.
        handle.Dispose();
        (handle, End) = Write(path, snapshot);
        SnapshotEnd = End;
    }

    public void Dispose() => handle.Dispose();

    private static (SafeFileHandle Handle, long End) Write(string path, IEnumerable<ReadOnlyMemory<byte>> records)
    {
        var handle = File.OpenHandle(Unfinished(path), FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            var end = WriteFrames(handle, records);
            RandomAccess.Write(handle, JournalHeader.Encode(end), 0);
            RandomAccess.FlushToDisk(handle);
            File.Move(Unfinished(path), path, overwrite: true);
            FolderFlush.Flush(Path.GetDirectoryName(path)!);
            return (handle, end);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static long WriteFrames(SafeFileHandle handle, IEnumerable<ReadOnlyMemory<byte>> records)
    {
        long end = JournalHeader.Bytes;
        var frame = new JournalFrame();
        foreach (var record in records)
        {
            frame.Add(record.Span);
            if (frame.IsFull)
            {
                WriteFrame();
            }
        }

        if (!frame.IsEmpty)
        {
            WriteFrame();
        }

        return end;

        void WriteFrame()
        {
            var bytes = frame.Seal(end);
            RandomAccess.Write(handle, bytes, end);
            end += bytes.Length;
            frame.Clear();
        }
    }
}
