using System.Buffers.Binary;
using Local.Cosmos.Store;

namespace Local.Cosmos.Batch;

/// <summary>Reads what a row is made of, one after the other; what does not hold that much is refused.</summary>
internal ref struct HybridRowReader(ReadOnlyMemory<byte> bytes)
{
    private ReadOnlyMemory<byte> rest = bytes;

    public readonly bool AtEnd => rest.IsEmpty;

    public byte Byte() => Take(1).Span[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)).Span);

    public ReadOnlyMemory<byte> Text() => Take(VariableLength());

    public int VariableLength()
    {
        var number = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            number |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number <= int.MaxValue ? (int)number : throw Malformed();
            }
        }

        throw Malformed();
    }

    public void Expect(ReadOnlySpan<byte> schema)
    {
        if (!Take(schema.Length).Span.SequenceEqual(schema))
        {
            throw Malformed();
        }
    }

    public ReadOnlyMemory<byte> Take(int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw Malformed();
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    public static RequestRefusedException Malformed() => RequestRefusedException.BadRequest("The body of the batch is malformed.");
}
