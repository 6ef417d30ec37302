using System.Buffers.Binary;

namespace Local.Journal;

/// <summary>
/// Records that are written and flushed together. A frame is: marker, length of the payload, CRC-32C of the payload, CRC-32C
/// of these twelve bytes and of the frame's place in the file (uint32 each, little-endian), then the payload: each record as
/// its length (int32) and bytes. Valid as a whole or not at all, whichever parts of it a crash let through to the disk.
/// </summary>
internal sealed class JournalFrame
{
    public const int HeadBytes = 16;

    /// <summary>A frame takes no further record beyond this.</summary>
    public const int FullBytes = 4 * 1024 * 1024;
    private const int SmallBytes = 16 * 1024;

    private byte[] buffer = new byte[SmallBytes];

    public static ReadOnlySpan<byte> Marker => [0xF5, 0x4A, 0xC3, 0x1E];

    /// <summary>Bytes of the whole frame.</summary>
    public int Length { get; private set; } = HeadBytes;

    public bool IsEmpty => Length == HeadBytes;

    public bool IsFull => Length >= FullBytes;

    public void Add(ReadOnlySpan<byte> record)
    {
        var needed = Length + sizeof(int) + record.Length;
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(Length), record.Length);
        record.CopyTo(buffer.AsSpan(Length + sizeof(int)));
        Length = needed;
    }

    /// <summary>Takes all records out; memory taken by a long one is given back.</summary>
    public void Clear()
    {
        Length = HeadBytes;
        if (buffer.Length > FullBytes * 2)
        {
            buffer = new byte[SmallBytes];
        }
    }

    /// <summary>The whole frame as it is to be written at <paramref name="offset"/>.</summary>
    public ReadOnlySpan<byte> Seal(long offset)
    {
        var frame = buffer.AsSpan(0, Length);
        Marker.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], Length - HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Checksum.Of(frame[HeadBytes..]));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], Checksum.Of(frame[..12], offset));
        return frame;
    }

    /// <summary>Whether a frame's head stands at <paramref name="offset"/>; its payload may still be incomplete.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, long offset, out int payloadBytes, out uint checksum)
    {
        (payloadBytes, checksum) = (0, 0);
        if (head.Length < HeadBytes || !head.StartsWith(Marker)
            || BinaryPrimitives.ReadUInt32LittleEndian(head[12..]) != Checksum.Of(head[..12], offset))
        {
            return false;
        }

        payloadBytes = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        return true;
    }

    /// <summary>Takes the first record off a payload whose checksum was right.</summary>
    public static ReadOnlySpan<byte> TakeRecord(ref ReadOnlySpan<byte> payload)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload);
        var record = payload.Slice(sizeof(int), length);
        payload = payload[(sizeof(int) + length)..];
        return record;
    }
}
