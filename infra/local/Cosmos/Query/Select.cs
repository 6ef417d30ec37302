using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>One input set of FROM or JOIN.</summary>
/// <param name="Alias">Name of its rows.</param>
/// <param name="Collection">What is bound or gone through, in terms of the names before it.</param>
/// <param name="Iterates">Whether a row is made of every element (<c>x IN path</c>) or of the value itself.</param>
internal sealed record Source(string Alias, Expression Collection, bool Iterates);

/// <summary><c>JOIN (SELECT …) AS alias</c></summary>
internal sealed record SubqueryRows(Select Select) : Expression
{
    public override Value Evaluate(Row row) => Value.Of(Select.Values(row).ToArray());
}

/// <param name="Path">A path from the root alias.</param>
/// <param name="Descending">Direction.</param>
internal readonly record struct OrderBy(Expression Path, bool Descending);

/// <summary>A SELECT with its clauses, of a query or of a subquery.</summary>
internal sealed record Select
{
    /// <summary>Name the whole item has in <see cref="Sources"/>; of a subquery, the first name of its FROM.</summary>
    public required string Root { get; init; }

    /// <summary>None in a subquery without FROM: it has one row.</summary>
    public required IReadOnlyList<Source> Sources { get; init; }

    /// <summary>Value of a result row; null for <c>*</c>.</summary>
    public required Expression? Projection { get; init; }

    /// <summary>Whether the projection is the object made by a select list, not by an object literal after VALUE.</summary>
    public bool ListsItems { get; init; }

    public bool Distinct { get; init; }

    public int? Top { get; init; }

    public Expression? Where { get; init; }

    public IReadOnlyList<Expression> GroupBy { get; init; } = [];

    public IReadOnlyList<OrderBy> OrderBy { get; init; } = [];

    public int Offset { get; init; }

    public int? Limit { get; init; }

    /// <summary>In the select list; their operands are evaluated row by row, they themselves once a group.</summary>
    public IReadOnlyList<Aggregate> Aggregates { get; init; } = [];

    public bool IsGrouped => Aggregates.Count > 0 || GroupBy.Count > 0;

    /// <summary>Whether it asks only how many items there are: <c>SELECT VALUE COUNT(1) FROM c WHERE …</c></summary>
    public bool CountsItems => Aggregates.Count > 0 && GroupBy.Count == 0
        && Sources is [{ Collection: Identifier, Iterates: false }]
        && Aggregates.All(each => each is { Kind: AggregateKind.Count, Argument: Constant { Value.IsDefined: true } });

    /// <summary>Rows of FROM and JOIN.</summary>
    public IEnumerable<Row> Joined(Row outer) => Joined(outer, 0);

    /// <summary>Result rows of a subquery, which has neither order nor pages.</summary>
    public IEnumerable<Value> Values(Row outer)
    {
        var rows = Joined(outer).Where(row => Where is null || Where.Evaluate(row).IsTrue);
        var values = (IsGrouped ? Grouping.Groups(this, rows).Select(group => group.Row) : rows).Select(Project);
        var seen = new HashSet<string>();
        return values
            .Where(value => value.IsDefined && (!Distinct || seen.Add(ValueOrder.Canonical(value))))
            .Skip(Offset)
            .Take(Top ?? Limit ?? int.MaxValue);
    }

    public Value Project(Row row) => Projection is null ? row[Sources[0].Alias] : Projection.Evaluate(row);

    private IEnumerable<Row> Joined(Row outer, int index)
    {
        if (index == Sources.Count)
        {
            return [outer];
        }

        var source = Sources[index];
        var value = source.Collection.Evaluate(outer);
        var values = source.Iterates ? value.Elements() : value.IsDefined ? [value] : [];
        return values.SelectMany(each => Joined(new Row(source.Alias, each, outer), index + 1));
    }
}
