using System.Buffers.Binary;

namespace Local.Cosmos.Batch;

/// <summary>
/// The binary layout of batches: HybridRow version 1 in a RecordIO segment ("HybridRow" in Microsoft.Azure.Cosmos). A row is its
/// schema, a byte that says which of the schema's columns are present, those columns, then what is left as triples of type, path
/// and value. All numbers are little-endian.
/// </summary>
internal static class HybridRow
{
    /// <summary>Version and schema of the rows: the first four bytes after the version are the schema's id.</summary>
    public static ReadOnlySpan<byte> SegmentSchema => [0x81, 0xF0, 0xD8, 0xFF, 0x7F];

    public static ReadOnlySpan<byte> RecordSchema => [0x81, 0xF1, 0xD8, 0xFF, 0x7F];

    public static ReadOnlySpan<byte> OperationSchema => [0x81, 0x70, 0x54, 0xE1, 0x7F];

    public static ReadOnlySpan<byte> ResultSchema => [0x81, 0x71, 0x54, 0xE1, 0x7F];

    /// <summary>Bytes of the segment header: its schema, its presence byte and its own length.</summary>
    public const int SegmentBytes = 10;

    /// <summary>Bytes of a record's header: its schema, the length of the body and its checksum.</summary>
    public const int RecordBytes = 13;

    /// <summary>Type codes of sparse values.</summary>
    public const byte False = 0x02;
    public const byte True = 0x03;
    public const byte Int32 = 0x07;
    public const byte UInt32 = 0x0B;
    public const byte Float64 = 0x10;
    public const byte Utf8 = 0x14;
    public const byte Binary = 0x15;

    /// <summary>CRC-32 as in zlib (IEEE 802.3), which the records carry of their bodies.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        const uint Polynomial = 0xEDB88320;
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }
        }

        return ~crc;
    }

    public static void WriteSegment(MemoryStream stream)
    {
        stream.Write(SegmentSchema);
        stream.WriteByte(1);
        WriteNumber(stream, SegmentBytes);
    }

    public static void WriteRecord(MemoryStream stream, ReadOnlySpan<byte> body)
    {
        stream.Write(RecordSchema);
        WriteNumber(stream, body.Length);
        WriteNumber(stream, unchecked((int)Checksum(body)));
        stream.Write(body);
    }

    public static void WriteNumber(MemoryStream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }

    /// <summary>A length of seven bits a byte, low ones first, and so many bytes.</summary>
    public static void WriteText(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        for (var rest = (uint)bytes.Length; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                stream.WriteByte((byte)rest);
                break;
            }

            stream.WriteByte((byte)(rest | 0x80));
        }

        stream.Write(bytes);
    }
}
