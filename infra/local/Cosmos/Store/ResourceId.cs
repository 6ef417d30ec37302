using System.Buffers.Binary;

namespace Local.Cosmos.Store;

/// <summary>
/// Resource ids (<c>_rid</c>): base64 with '/' written as '-', each level extending its parent's bytes. The SDK takes them
/// apart (ResourceId in Microsoft.Azure.Cosmos.Direct), so the layout is fixed.
/// </summary>
internal static class ResourceId
{
    private const uint FirstDatabase = 0x1100_0000;
    private const uint ContainerBit = 0x8000_0000;      // without it the four bytes would read as a user
    private const byte PartitionKeyRangeNibble = 0x50;  // in the last byte; a document has zero there

    public static string OfDatabase(uint database)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, FirstDatabase | database);
        return Text(bytes);
    }

    public static string OfContainer(uint database, uint container)
    {
        Span<byte> bytes = stackalloc byte[8];
        WriteContainer(bytes, database, container);
        return Text(bytes);
    }

    /// <summary>The last eight bytes are the document's number, little-endian: later documents compare greater.</summary>
    public static string OfDocument(uint database, uint container, ulong document)
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteContainer(bytes, database, container);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], document);
        return Text(bytes);
    }

    public static string OfPartitionKeyRange(uint database, uint container)
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteContainer(bytes, database, container);
        bytes[8..].Clear();
        bytes[8] = 2;
        bytes[15] = PartitionKeyRangeNibble;
        return Text(bytes);
    }

    private static void WriteContainer(Span<byte> bytes, uint database, uint container)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, FirstDatabase | database);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], ContainerBit | container);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).Replace('/', '-');
}
