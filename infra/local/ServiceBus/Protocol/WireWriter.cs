using System.Buffers.Binary;
using System.Text;

namespace Local.ServiceBus.Protocol;

/// <summary>A growing buffer that values are appended to in wire form.</summary>
internal sealed class WireWriter
{
    private const int SmallCapacity = 16 * 1024;
    private const int KeptCapacity = 1024 * 1024;
    private byte[] buffer = new byte[SmallCapacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    /// <summary>Empties the buffer; memory taken by a burst is given back.</summary>
    public void Clear()
    {
        Length = 0;
        if (buffer.Length > KeptCapacity)
        {
            buffer = new byte[SmallCapacity];
        }
    }

    /// <summary>Forgets everything appended after <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void WriteGuid(Guid value) => value.TryWriteBytes(Take(16));

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Length, then the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteInt32(bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Length in bytes, then UTF-8.</summary>
    public void WriteString(string text)
    {
        var start = BeginLength();
        var taken = Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        Length += taken;
        EndLength(start);
    }

    /// <summary>Leaves room for the length of what follows; <see cref="EndLength"/> fills it in.</summary>
    public int BeginLength()
    {
        WriteInt32(0);
        return Length;
    }

    public void EndLength(int start) => BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(start - 4), Length - start);

    private Span<byte> Take(int count)
    {
        var room = Room(count)[..count];
        Length += count;
        return room;
    }

    private Span<byte> Room(int count)
    {
        if (buffer.Length - Length < count)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, checked(Length + count)));
        }

        return buffer.AsSpan(Length);
    }
}
