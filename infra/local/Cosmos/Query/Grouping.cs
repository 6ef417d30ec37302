using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>GROUP BY and aggregates.</summary>
internal static class Grouping
{
    /// <param name="Keys">Values of the GROUP BY expressions.</param>
    /// <param name="Row">Its first row, with the results of the aggregates.</param>
    public readonly record struct Group(Value[] Keys, Row Row)
    {
        public Position Position => new(Keys, Item: 0, Row: 0);
    }

    /// <summary>In the order of their keys; without GROUP BY one group, also of no rows.</summary>
    public static List<Group> Groups(Select select, IEnumerable<Row> rows)
    {
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var keys = select.GroupBy.Select(path => path.Evaluate(row)).ToArray();
            var canonical = ValueOrder.Canonical(Value.Of(keys));
            if (!groups.TryGetValue(canonical, out var group))
            {
                groups[canonical] = group = New(select, keys, row);
            }

            foreach (var (aggregate, accumulator) in group.Row.Aggregates!)
            {
                accumulator.Add(aggregate.Argument.Evaluate(row));
            }
        }

        if (groups.Count == 0 && select.GroupBy.Count == 0)
        {
            return [New(select, [], new Row("", default, null))];
        }

        var ordered = groups.Values.ToList();
        var order = new PositionOrder(select);
        ordered.Sort((left, right) => order.Compare(left.Position, right.Position));
        return ordered;
    }

    /// <summary>The one group of a query that only counts items.</summary>
    public static List<Group> Counted(Select select, int count)
    {
        var group = New(select, [], new Row("", default, null));
        foreach (var (_, accumulator) in group.Row.Aggregates!)
        {
            accumulator.AddCount(count);
        }

        return [group];
    }

    private static Group New(Select select, Value[] keys, Row first)
    {
        var accumulators = select.Aggregates.Distinct().ToDictionary(each => each, each => new Accumulator(each.Kind));
        return new Group(keys, first with { Aggregates = accumulators });
    }
}
