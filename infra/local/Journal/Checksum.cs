using System.Buffers.Binary;
using System.Numerics;

namespace Local.Journal;

/// <summary>CRC-32C (Castagnoli), which processors compute themselves. Source: RFC 3720, appendix B.4.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Of the bytes at one place of a file: the same bytes elsewhere have another checksum.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, long offset) =>
        ~Add(BitOperations.Crc32C(uint.MaxValue, (ulong)offset), bytes);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
