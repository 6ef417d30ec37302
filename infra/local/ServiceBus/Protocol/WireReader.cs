using System.Buffers.Binary;
using System.Text;

namespace Local.ServiceBus.Protocol;

/// <summary>Reads values in wire form; throws <see cref="InvalidDataException"/> instead of reading past the end.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Position { get; private set; }

    public readonly ReadOnlySpan<byte> Rest => bytes[Position..];

    public byte ReadByte() => Take(1)[0];

    public bool ReadBool() => ReadByte() != 0;

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public Guid ReadGuid() => new(Take(16));

    /// <summary>Length, then that many bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadInt32());

    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    public DateTimeOffset ReadInstant()
    {
        var ticks = ReadInt64();
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new InvalidDataException($"{ticks} is not an instant.");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw new InvalidDataException($"{count} bytes expected, {bytes.Length - Position} left.");
        }

        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
