using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

internal enum AggregateKind
{
    Count,
    Sum,
    Min,
    Max,
    Avg,
}

/// <summary>An aggregate in a select list; its value is in the row that stands for the group.</summary>
internal sealed record Aggregate(AggregateKind Kind, Expression Argument) : Expression
{
    public override IEnumerable<Expression> Children => [Argument];

    public override Value Evaluate(Row row) => row.Aggregates is { } results ? results[this].Result : default;
}

/// <summary>
/// One aggregate over one group. Undefined values do not count; a value that is no number makes SUM and AVG undefined, one that
/// is an array or object MIN and MAX.
/// </summary>
internal sealed class Accumulator(AggregateKind kind)
{
    private long count;
    private double sum;
    private Value extreme;
    private bool broken;

    public Value Result => kind switch
    {
        AggregateKind.Count => Value.Of((double)count),
        _ when broken => default,
        AggregateKind.Sum => Value.Of(sum),
        AggregateKind.Avg => count == 0 ? default : Value.Of(sum / count),
        _ => extreme,
    };

    /// <summary>So many defined values at once; for COUNT only.</summary>
    public void AddCount(int values) => count += values;

    public void Add(Value value)
    {
        if (!value.IsDefined)
        {
            return;
        }

        count++;
        if (kind is AggregateKind.Sum or AggregateKind.Avg)
        {
            broken |= value.Kind != ValueKind.Number;
            sum += value.Number;
        }
        else if (kind is AggregateKind.Min or AggregateKind.Max)
        {
            broken |= value.Kind is ValueKind.Array or ValueKind.Object;
            var order = extreme.IsDefined ? ValueOrder.ByKindThenValue.Compare(value, extreme) : 0;
            extreme = !extreme.IsDefined || (kind == AggregateKind.Min ? order < 0 : order > 0) ? value : extreme;
        }
    }
}
