using Microsoft.Win32.SafeHandles;

namespace Local.Journal;

/// <summary>Reads a journal from its start and tells a write that a crash interrupted from damage.</summary>
internal sealed class JournalReader(SafeFileHandle handle, string file)
{
    private const int SearchBytes = 1024 * 1024;
    private readonly long fileBytes = RandomAccess.GetLength(handle);
    private readonly byte[] head = new byte[JournalFrame.HeadBytes];
    private byte[] payload = [];

    /// <summary>Where the snapshot ends that the file begins with.</summary>
    public long SnapshotEnd { get; private set; }

    /// <summary>Gives every record to <paramref name="replay"/> and returns where the last good frame ends.</summary>
    /// <remarks>
    /// A frame is flushed before the next one is written. So a bad frame is an interrupted write, acknowledged to nobody, if
    /// no frame begins anywhere after it; otherwise it was once good and has been damaged.
    /// </remarks>
    public long ReadAll(Action<ReadOnlySpan<byte>> replay)
    {
        var header = new byte[JournalHeader.Bytes];
        SnapshotEnd = JournalHeader.Decode(file, header.AsSpan(0, Read(header, 0)));
        if (SnapshotEnd < JournalHeader.Bytes || SnapshotEnd > fileBytes)
        {
            throw new JournalDamagedException(file, fileBytes, $"its snapshot should reach to byte {SnapshotEnd}");
        }

        long offset = JournalHeader.Bytes;
        while (TryReadFrame(offset, out var records))
        {
            offset += JournalFrame.HeadBytes + records.Length;
            for (var rest = records; rest.Length > 0;)
            {
                replay(JournalFrame.TakeRecord(ref rest));
            }
        }

        // A snapshot was complete and flushed before the file got its name: no crash explains a hole in it.
        if (offset < SnapshotEnd || (offset < fileBytes && FrameBeginsAfter(offset)))
        {
            throw new JournalDamagedException(file, offset, "a checksum is wrong, and good records follow");
        }

        return offset;
    }

    private bool TryReadFrame(long offset, out ReadOnlySpan<byte> records)
    {
        records = default;
        if (Read(head, offset) < head.Length
            || !JournalFrame.TryReadHead(head, offset, out var bytes, out var checksum)
            || bytes < 0 || bytes > fileBytes - offset - head.Length)
        {
            return false;
        }

        if (payload.Length < bytes)
        {
            payload = new byte[Math.Max(bytes, payload.Length * 2)];
        }

        records = payload.AsSpan(0, Read(payload.AsSpan(0, bytes), offset + head.Length));
        return records.Length == bytes && Checksum.Of(records) == checksum;
    }

    private bool FrameBeginsAfter(long offset)
    {
        var window = new byte[SearchBytes];
        for (offset++; offset < fileBytes; offset += window.Length - JournalFrame.HeadBytes + 1)
        {
            var bytes = window.AsSpan(0, Read(window, offset));
            for (var at = 0; bytes[at..].IndexOf(JournalFrame.Marker) is var next and >= 0; at++)
            {
                at += next;
                if (JournalFrame.TryReadHead(bytes[at..], offset + at, out _, out _))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private int Read(Span<byte> into, long offset)
    {
        var total = 0;
        int count;
        while (total < into.Length && (count = RandomAccess.Read(handle, into[total..], offset + total)) > 0)
        {
            total += count;
        }

        return total;
    }
}
