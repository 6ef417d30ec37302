namespace Local.Cosmos.Store;

/// <summary>What identifies an item within a container: the same id under another partition key is another item.</summary>
internal readonly record struct ItemKey(PartitionKey PartitionKey, string Id);

/// <summary>An item as stored. Never changed in place, so a reader needs no lock.</summary>
/// <param name="Number">Order of creation within the container; kept when the item is replaced.</param>
/// <param name="Etag">Changes with every write; with its quotes.</param>
/// <param name="Json">The whole item with its system properties, UTF-8, exactly as answered.</param>
internal sealed record StoredItem(ulong Number, string Etag, ReadOnlyMemory<byte> Json);
