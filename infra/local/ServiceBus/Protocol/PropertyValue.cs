using System.Buffers.Binary;
using System.Runtime.Serialization;

namespace Local.ServiceBus.Protocol;

/// <summary>Wire form of one application property's value: a type byte, then the value. The types are those AMQP carries.</summary>
internal static class PropertyValue
{
    private enum Kind : byte
    {
        Null, True, False, Byte, SByte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Single, Double, Decimal, Char, Guid,
        DateTime, DateTimeOffset, TimeSpan, String, Uri, Bytes,
    }

    /// <exception cref="SerializationException">The value is of a type that a message property cannot carry.</exception>
    public static void Write(WireWriter writer, object? value)
    {
        switch (value)
        {
            case null: Write(writer, Kind.Null); break;
            case bool flag: Write(writer, flag ? Kind.True : Kind.False); break;
            case byte number: Write(writer, Kind.Byte).WriteByte(number); break;
            case sbyte number: Write(writer, Kind.SByte).WriteByte(unchecked((byte)number)); break;
            case short number: Write(writer, Kind.Int16).WriteUInt16(unchecked((ushort)number)); break;
            case ushort number: Write(writer, Kind.UInt16).WriteUInt16(number); break;
            case int number: Write(writer, Kind.Int32).WriteInt32(number); break;
            case uint number: Write(writer, Kind.UInt32).WriteUInt32(number); break;
            case long number: Write(writer, Kind.Int64).WriteInt64(number); break;
            case ulong number: Write(writer, Kind.UInt64).WriteInt64(unchecked((long)number)); break;
            case float number: Write(writer, Kind.Single).WriteInt32(BitConverter.SingleToInt32Bits(number)); break;
            case double number: Write(writer, Kind.Double).WriteInt64(BitConverter.DoubleToInt64Bits(number)); break;
            case decimal number: WriteDecimal(Write(writer, Kind.Decimal), number); break;
            case char letter: Write(writer, Kind.Char).WriteUInt16(letter); break;
            case Guid id: Write(writer, Kind.Guid).WriteGuid(id); break;
            case DateTime time: Write(writer, Kind.DateTime).WriteInt64(ToMilliseconds(time)); break;
            case DateTimeOffset time: Write(writer, Kind.DateTimeOffset).WriteInt64(time.UtcTicks); break;
            case TimeSpan span: Write(writer, Kind.TimeSpan).WriteInt64(span.Ticks); break;
            case string text: Write(writer, Kind.String).WriteString(text); break;
            case Uri uri: Write(writer, Kind.Uri).WriteString(uri.OriginalString); break;
            case byte[] bytes: Write(writer, Kind.Bytes).WriteBytes(bytes); break;
            default:
                throw new SerializationException(
                    $"A message property cannot carry a value of type {value.GetType().FullName}.");
        }
    }

    public static object? Read(ref WireReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        return kind switch
        {
            Kind.Null => null,
            Kind.True => true,
            Kind.False => false,
            Kind.Byte => reader.ReadByte(),
            Kind.SByte => unchecked((sbyte)reader.ReadByte()),
            Kind.Int16 => unchecked((short)reader.ReadUInt16()),
            Kind.UInt16 => reader.ReadUInt16(),
            Kind.Int32 => reader.ReadInt32(),
            Kind.UInt32 => unchecked((uint)reader.ReadInt32()),
            Kind.Int64 => reader.ReadInt64(),
            Kind.UInt64 => unchecked((ulong)reader.ReadInt64()),
            Kind.Single => BitConverter.Int32BitsToSingle(reader.ReadInt32()),
            Kind.Double => BitConverter.Int64BitsToDouble(reader.ReadInt64()),
            Kind.Decimal => ReadDecimal(reader.Take(16)),
            Kind.Char => (char)reader.ReadUInt16(),
            Kind.Guid => reader.ReadGuid(),
            Kind.DateTime => reader.ReadInstant().UtcDateTime,
            Kind.DateTimeOffset => reader.ReadInstant(),
            Kind.TimeSpan => TimeSpan.FromTicks(reader.ReadInt64()),
            Kind.String => reader.ReadString(),
            Kind.Uri => new Uri(reader.ReadString(), UriKind.RelativeOrAbsolute),
            Kind.Bytes => reader.ReadBytes().ToArray(),
            _ => throw new InvalidDataException($"{kind} is not a type of property value."),
        };
    }

    public static void Skip(ref WireReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        if (kind is Kind.String or Kind.Uri or Kind.Bytes)
        {
            reader.ReadBytes();
            return;
        }

        reader.Take(kind switch
        {
            Kind.Null or Kind.True or Kind.False => 0,
            Kind.Byte or Kind.SByte => 1,
            Kind.Int16 or Kind.UInt16 or Kind.Char => 2,
            Kind.Int32 or Kind.UInt32 or Kind.Single => 4,
            Kind.Int64 or Kind.UInt64 or Kind.Double or Kind.DateTime or Kind.DateTimeOffset or Kind.TimeSpan => 8,
            Kind.Decimal or Kind.Guid => 16,
            _ => throw new InvalidDataException($"{kind} is not a type of property value."),
        });
    }

    private static WireWriter Write(WireWriter writer, Kind kind)
    {
        writer.WriteByte((byte)kind);
        return writer;
    }

    // An AMQP timestamp counts whole milliseconds in UTC, so that is all a DateTime comes back with.
    private static long ToMilliseconds(DateTime time)
    {
        var ticks = time.ToUniversalTime().Ticks;
        return ticks - (ticks % TimeSpan.TicksPerMillisecond);
    }

    private static void WriteDecimal(WireWriter writer, decimal number)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(number, parts);
        foreach (var part in parts)
        {
            writer.WriteInt32(part);
        }
    }

    private static decimal ReadDecimal(ReadOnlySpan<byte> bytes)
    {
        Span<int> parts = stackalloc int[4];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]);
        }

        return new decimal(parts);
    }
}
