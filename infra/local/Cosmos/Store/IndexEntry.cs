using Local.Cosmos.Values;

namespace Local.Cosmos.Store;

/// <summary>
/// A place between the values of an index, or an item at its place: items with equal values are in order of their creation.
/// </summary>
/// <param name="Key">The item's value.</param>
/// <param name="Number">The item's number.</param>
/// <param name="Item">Null for a mere place, which is then just before the item with that value and number.</param>
internal readonly record struct IndexEntry(IndexKey Key, ulong Number, StoredItem? Item = null) : IComparable<IndexEntry>
{
    public static IndexEntry Before(IndexKey key) => new(key, 0);

    public static IndexEntry After(IndexKey key) => new(key, ulong.MaxValue);

    public int CompareTo(IndexEntry other) =>
        Key.CompareTo(other.Key) is not 0 and var order ? order : Number.CompareTo(other.Number);
}

/// <summary>The values from one place to another.</summary>
internal readonly record struct IndexRange(IndexEntry From, IndexEntry To)
{
    public static readonly IndexRange Whole = new(
        IndexEntry.Before(IndexKey.LowestOf(ValueKind.Undefined)), IndexEntry.Before(IndexKey.LowestOf(ValueKind.Object + 1)));

    public static IndexRange Of(IndexKey key) => new(IndexEntry.Before(key), IndexEntry.After(key));

    public IndexRange And(IndexRange other) => new(
        From.CompareTo(other.From) >= 0 ? From : other.From,
        To.CompareTo(other.To) <= 0 ? To : other.To);
}
