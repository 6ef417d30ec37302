using Local.Cosmos.Values;

namespace Local.Cosmos.Store;

/// <summary>
/// A value as an index keeps it: free of the item it came from, and small. Compares as <see cref="ValueOrder"/> does.
/// </summary>
/// <param name="Kind">Values of different kinds go by it.</param>
/// <param name="Number">Of a number; of a boolean 0 or 1.</param>
/// <param name="Text">Of a string; of an array or object its canonical text.</param>
internal readonly record struct IndexKey(ValueKind Kind, double Number, string? Text) : IComparable<IndexKey>
{
    public static IndexKey Of(Value value) => new(
        value.Kind,
        value.Kind is ValueKind.Number or ValueKind.Boolean ? value.Number : 0,
        value.Kind switch
        {
            ValueKind.Text => value.Text,
            ValueKind.Array or ValueKind.Object => ValueOrder.Canonical(value),
            _ => null,
        });

    /// <summary>Not above any value of a kind, and above all of the kinds before it.</summary>
    public static IndexKey LowestOf(ValueKind kind) => new(kind, double.NegativeInfinity, null);

    public int CompareTo(IndexKey other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind)
        : Number.CompareTo(other.Number) is not 0 and var order ? order
        : string.CompareOrdinal(Text, other.Text);
}
