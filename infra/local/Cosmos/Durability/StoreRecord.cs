using System.Text.Json;
using Local.Cosmos.Store;

namespace Local.Cosmos.Durability;

/// <summary>
/// A change as bytes, as the journal keeps it. The numbers of the kinds are the file's format: new ones are added at the end.
/// </summary>
internal static class StoreRecord
{
    private enum Kind : byte
    {
        DatabaseCreated = 1,
        DatabaseDeleted,
        ContainerCreated,
        ContainerReplaced,
        ContainerDeleted,
        ItemWritten,
        ItemDeleted,
        Counters,
        NumbersUsed,
        ItemsChanged,
    }

    public static byte[] Encode(StoreChange change) => change switch
    {
        StoreChange.DatabaseCreated created => Record(Kind.DatabaseCreated, bytes =>
        {
            bytes.Write(created.Database.Number);
            bytes.Write(created.Database.Id);
            bytes.Write(created.Database.Timestamp);
        }),
        StoreChange.DatabaseDeleted deleted => Record(Kind.DatabaseDeleted, bytes => bytes.Write(deleted.Database.Number)),
        StoreChange.ContainerCreated created => Record(Kind.ContainerCreated, bytes =>
        {
            bytes.Write(created.Container.Database.Number);
            bytes.Write(created.Container.Number);
            Write(bytes, created.Container.Revision);
        }),
        StoreChange.ContainerReplaced replaced => Record(Kind.ContainerReplaced, bytes =>
        {
            bytes.Write(replaced.Container.Number);
            Write(bytes, replaced.Revision);
        }),
        StoreChange.ContainerDeleted deleted => Record(Kind.ContainerDeleted, bytes => bytes.Write(deleted.Container.Number)),
        StoreChange.ItemWritten written => Encode(written.Container, written.Item),
        StoreChange.ItemDeleted deleted => Record(Kind.ItemDeleted, bytes =>
        {
            bytes.Write(deleted.Container.Number);
            Write(bytes, deleted.Item.Key);
            bytes.Write(deleted.Lsn);
        }),
        StoreChange.ItemsChanged changed => Encode(changed),
        StoreChange.CountersSet counters => Record(Kind.Counters, bytes =>
        {
            bytes.Write(counters.Container.Number);
            bytes.Write(counters.Lsn);
            bytes.Write(counters.LastItem);
        }),
        StoreChange.NumbersUsed numbers => Record(Kind.NumbersUsed, bytes => bytes.Write(numbers.Last)),
        _ => throw new NotSupportedException($"No such change: {change.GetType().Name}."),
    };

    /// <summary>
    /// Null for a change of what has been deleted meanwhile: a container's end and a write to it may be recorded in either order.
    /// </summary>
    public static StoreChange? Decode(ReadOnlySpan<byte> record, CosmosStore store)
    {
        using var bytes = new BinaryReader(new MemoryStream(record.ToArray()));
        var kind = (Kind)bytes.ReadByte();
        var number = bytes.ReadUInt32();
        switch (kind)
        {
            case Kind.DatabaseCreated:
                return new StoreChange.DatabaseCreated(new Database(number, bytes.ReadString(), bytes.ReadInt64()));
            case Kind.NumbersUsed:
                return new StoreChange.NumbersUsed(number);
            case Kind.DatabaseDeleted:
                return store.DatabaseNumbered(number) is { } database ? new StoreChange.DatabaseDeleted(database) : null;
            case Kind.ContainerCreated:
                var (containerNumber, owner) = (bytes.ReadUInt32(), store.DatabaseNumbered(number));
                return owner is null
                    ? null
                    : new StoreChange.ContainerCreated(new Container(store, owner, containerNumber, ReadRevision(bytes, containerNumber)));
        }

        if (store.ContainerNumbered(number) is not { } container)
        {
            return null;
        }

        return kind switch
        {
            Kind.ContainerReplaced => new StoreChange.ContainerReplaced(container, ReadRevision(bytes, number)),
            Kind.ContainerDeleted => new StoreChange.ContainerDeleted(container),
            Kind.ItemWritten => new StoreChange.ItemWritten(container, ReadItem(bytes)),
            Kind.ItemDeleted => container.FindStored(ReadKey(bytes)) is { } item
                ? new StoreChange.ItemDeleted(container, item, bytes.ReadInt64())
                : throw new InvalidDataException("The journal deletes an item that it has not written."),
            Kind.ItemsChanged => new StoreChange.ItemsChanged(container, ReadChanges(bytes, store)),
            Kind.Counters => new StoreChange.CountersSet(container, bytes.ReadInt64(), bytes.ReadUInt64()),
            _ => throw new InvalidDataException($"The journal has a record of the unknown kind {(byte)kind}."),
        };
    }

    private static byte[] Encode(Container container, StoredItem item) => Record(
        Kind.ItemWritten,
        bytes =>
        {
            bytes.Write(container.Number);
            Write(bytes, item.Key);
            bytes.Write(item.Number);
            bytes.Write(item.Etag);
            bytes.Write(item.Timestamp);
            bytes.Write(item.Lsn);
            bytes.Write(item.TimeToLive.HasValue);
            bytes.Write(item.TimeToLive ?? 0);
            bytes.Write(item.UniqueValues.Count);
            foreach (var value in item.UniqueValues)
            {
                bytes.Write(value);
            }

            bytes.Write(item.Json.Length);
            bytes.Write(item.Json.Span);
        },
        item.Json.Length + 256);

    private static byte[] Encode(StoreChange.ItemsChanged changed)
    {
        var parts = changed.Changes.Select(Encode).ToList();
        return Record(
            Kind.ItemsChanged,
            bytes =>
            {
                bytes.Write(changed.Container.Number);
                bytes.Write(parts.Count);
                foreach (var part in parts)
                {
                    bytes.Write(part.Length);
                    bytes.Write(part);
                }
            },
            parts.Sum(part => part.Length + sizeof(int)) + 16);
    }

    /// <summary>Parts that delete find what they delete as it was before all of them.</summary>
    private static StoreChange[] ReadChanges(BinaryReader bytes, CosmosStore store)
    {
        var changes = new StoreChange[bytes.ReadInt32()];
        for (var at = 0; at < changes.Length; at++)
        {
            changes[at] = Decode(bytes.ReadBytes(bytes.ReadInt32()), store)!;
        }

        return changes;
    }

    private static StoredItem ReadItem(BinaryReader bytes)
    {
        var key = ReadKey(bytes);
        var (number, etag, timestamp, lsn) = (bytes.ReadUInt64(), bytes.ReadString(), bytes.ReadInt64(), bytes.ReadInt64());
        var (hasTimeToLive, timeToLive) = (bytes.ReadBoolean(), bytes.ReadInt32());
        var unique = new string[bytes.ReadInt32()];
        for (var at = 0; at < unique.Length; at++)
        {
            unique[at] = bytes.ReadString();
        }

        var json = bytes.ReadBytes(bytes.ReadInt32());
        return new StoredItem(key, number, etag, timestamp, lsn, hasTimeToLive ? timeToLive : null, unique, json);
    }

    private static void Write(BinaryWriter bytes, ItemKey key)
    {
        bytes.Write(key.PartitionKey.Canonical);
        bytes.Write(key.Id);
    }

    private static ItemKey ReadKey(BinaryReader bytes) => new(new PartitionKey(bytes.ReadString()), bytes.ReadString());

    private static void Write(BinaryWriter bytes, ContainerRevision revision)
    {
        var definition = JsonSerializer.SerializeToUtf8Bytes(revision.Definition.ToJson(), JsonNodes.Plain);
        bytes.Write(revision.Version);
        bytes.Write(revision.Timestamp);
        bytes.Write(definition.Length);
        bytes.Write(definition);
    }

    private static ContainerRevision ReadRevision(BinaryReader bytes, uint container)
    {
        var (version, timestamp) = (bytes.ReadInt32(), bytes.ReadInt64());
        var definition = ContainerDefinition.Parse(bytes.ReadBytes(bytes.ReadInt32()));
        return new ContainerRevision(definition, version, SystemProperties.Etag(version, container, timestamp), timestamp);
    }

    private static byte[] Record(Kind kind, Action<BinaryWriter> write, int size = 256)
    {
        var buffer = new MemoryStream(size);
        using var bytes = new BinaryWriter(buffer);
        bytes.Write((byte)kind);
        write(bytes);
        return buffer.ToArray();
    }
}
