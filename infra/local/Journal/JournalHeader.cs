using System.Buffers.Binary;

namespace Local.Journal;

/// <summary>
/// The first bytes of the file, little-endian: "LJOURNAL", format version (int32), end of the snapshot that the file
/// begins with (int64), CRC-32C of all that (uint32).
/// </summary>
internal static class JournalHeader
{
    public const int Version = 1;
    public const int Bytes = 24;
    private const int ChecksumAt = Bytes - 4;

    private static ReadOnlySpan<byte> Magic => "LJOURNAL"u8;

    public static byte[] Encode(long snapshotEnd)
    {
        var header = new byte[Bytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), snapshotEnd);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumAt), Checksum.Of(header.AsSpan(0, ChecksumAt)));
        return header;
    }

    /// <summary>Returns the end of the snapshot.</summary>
    public static long Decode(string file, ReadOnlySpan<byte> header)
    {
        if (header.Length < Bytes || !header.StartsWith(Magic))
        {
            throw new JournalDamagedException(file, 0, "it does not begin as a journal does");
        }

        // Another version may lay out the rest in another way, so this comes before the checksum.
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != Version)
        {
            throw new JournalVersionException(file, version);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) == Checksum.Of(header[..ChecksumAt])
            ? BinaryPrimitives.ReadInt64LittleEndian(header[12..])
            : throw new JournalDamagedException(file, 0, "the checksum of the file's header is wrong");
    }
}
