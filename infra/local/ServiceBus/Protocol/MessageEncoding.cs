namespace Local.ServiceBus.Protocol;

/// <summary>
/// Wire form of <see cref="MessageFields"/>: a bit per optional field that is present (uint16), those fields in the order of
/// their bits, the properties (length, count, name and value each), and the body up to the end. The broker keeps messages
/// in this form and reads of it only what it acts upon.
/// </summary>
internal static class MessageEncoding
{
    /// <summary>Number of text fields, which have the lowest bits.</summary>
    private const int Texts = 10;
    private const int TimeToLiveBit = 1 << Texts;
    private const int ScheduledBit = 1 << (Texts + 1);

    [ThreadStatic]
    private static WireWriter? scratch;

    /// <exception cref="System.Runtime.Serialization.SerializationException">A property has an unsupported type.</exception>
    public static byte[] Encode(MessageFields fields)
    {
        var writer = scratch ??= new WireWriter();
        writer.Clear();
        ReadOnlySpan<string?> texts =
        [
            fields.MessageId, fields.SessionId, fields.PartitionKey, fields.TransactionPartitionKey, fields.ReplyTo,
            fields.ReplyToSessionId, fields.CorrelationId, fields.Subject, fields.To, fields.ContentType,
        ];
        var present = (fields.TimeToLive is null ? 0 : TimeToLiveBit) | (fields.ScheduledEnqueueTime is null ? 0 : ScheduledBit);
        for (var i = 0; i < Texts; i++)
        {
            present |= texts[i] is null ? 0 : 1 << i;
        }

        writer.WriteUInt16((ushort)present);
        foreach (var text in texts)
        {
            if (text is not null)
            {
                writer.WriteString(text);
            }
        }

        if (fields.TimeToLive is { } timeToLive)
        {
            writer.WriteInt64(timeToLive.Ticks);
        }

        if (fields.ScheduledEnqueueTime is { } scheduled)
        {
            writer.WriteInt64(scheduled.UtcTicks);
        }

        WriteProperties(writer, fields.Properties);
        writer.WriteRaw(fields.Body.Span);
        return writer.Written.ToArray();
    }

    public static MessageFields Decode(ReadOnlyMemory<byte> content)
    {
        var reader = new WireReader(content.Span);
        var present = reader.ReadUInt16();
        var fields = new MessageFields
        {
            MessageId = ReadText(ref reader, present, 0),
            SessionId = ReadText(ref reader, present, 1),
            PartitionKey = ReadText(ref reader, present, 2),
            TransactionPartitionKey = ReadText(ref reader, present, 3),
            ReplyTo = ReadText(ref reader, present, 4),
            ReplyToSessionId = ReadText(ref reader, present, 5),
            CorrelationId = ReadText(ref reader, present, 6),
            Subject = ReadText(ref reader, present, 7),
            To = ReadText(ref reader, present, 8),
            ContentType = ReadText(ref reader, present, 9),
            TimeToLive = ReadTimeToLive(ref reader, present),
            ScheduledEnqueueTime = ReadScheduled(ref reader, present),
            Properties = ReadProperties(ref reader),
        };
        fields.Body = content[reader.Position..];
        return fields;
    }

    /// <summary>What the broker acts upon, after checking that everything before the body is well formed and in bounds.</summary>
    /// <exception cref="InvalidDataException">The content is not well formed.</exception>
    public static MessageSummary Summarize(ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        var present = reader.ReadUInt16();
        var messageId = ReadText(ref reader, present, 0);
        var longestProperty = reader.Position;
        for (var i = 1; i < Texts; i++)
        {
            if ((present & (1 << i)) != 0)
            {
                longestProperty = Math.Max(longestProperty, reader.ReadBytes().Length);
            }
        }

        var timeToLive = ReadTimeToLive(ref reader, present);
        var scheduled = ReadScheduled(ref reader, present);
        var properties = new WireReader(reader.ReadBytes());
        for (var count = properties.ReadInt32(); count > 0; count--)
        {
            var start = properties.Position;
            properties.ReadBytes();
            PropertyValue.Skip(ref properties);
            longestProperty = Math.Max(longestProperty, properties.Position - start);
        }

        return new MessageSummary(messageId, timeToLive, scheduled, reader.Position, longestProperty);
    }

    /// <summary>The same message with properties added or overwritten.</summary>
    public static byte[] Merge(byte[] content, IReadOnlyDictionary<string, object?> properties)
    {
        var fields = Decode(content);
        foreach (var (name, value) in properties)
        {
            fields.Properties[name] = value;
        }

        return Encode(fields);
    }

    public static void WriteProperties(WireWriter writer, IReadOnlyCollection<KeyValuePair<string, object?>> properties)
    {
        var start = writer.BeginLength();
        writer.WriteInt32(properties.Count);
        foreach (var (name, value) in properties)
        {
            writer.WriteString(name);
            PropertyValue.Write(writer, value);
        }

        writer.EndLength(start);
    }

    public static Dictionary<string, object?> ReadProperties(ref WireReader reader)
    {
        var section = new WireReader(reader.ReadBytes());
        var properties = new Dictionary<string, object?>();
        for (var count = section.ReadInt32(); count > 0; count--)
        {
            properties[section.ReadString()] = PropertyValue.Read(ref section);
        }

        return properties;
    }

    private static string? ReadText(ref WireReader reader, int present, int bit) =>
        (present & (1 << bit)) != 0 ? reader.ReadString() : null;

    private static TimeSpan? ReadTimeToLive(ref WireReader reader, int present) =>
        (present & TimeToLiveBit) != 0 ? TimeSpan.FromTicks(reader.ReadInt64()) : null;

    private static DateTimeOffset? ReadScheduled(ref WireReader reader, int present) =>
        (present & ScheduledBit) != 0 ? reader.ReadInstant() : null;
}
