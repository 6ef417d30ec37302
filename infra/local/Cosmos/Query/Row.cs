using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>What the names in an expression stand for: one binding, and those around it.</summary>
/// <param name="Name">An alias of FROM or JOIN.</param>
/// <param name="Value">What it stands for in this row.</param>
/// <param name="Outer">Bindings made before this one.</param>
internal sealed record Row(string Name, Value Value, Row? Outer)
{
    /// <summary>Results of the aggregates, in the row that stands for a group.</summary>
    public IReadOnlyDictionary<Aggregate, Accumulator>? Aggregates { get; init; }

    /// <summary>Undefined when no row binds the name; the parser has refused names that cannot be bound.</summary>
    public Value this[string name]
    {
        get
        {
            for (var row = this; row is not null; row = row.Outer)
            {
                if (row.Name == name)
                {
                    return row.Value;
                }
            }

            return default;
        }
    }
}
