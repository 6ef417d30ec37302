using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>The values a path must have for a filter to be true.</summary>
/// <param name="Path">Names from the item down.</param>
/// <param name="Range">Where those values are in an index of the path.</param>
/// <param name="IsWholeFilter">Whether the filter asks nothing else.</param>
internal sealed record FilterRange(IReadOnlyList<string> Path, IndexRange Range, bool IsWholeFilter);

/// <summary>
/// Finds, in the parts of a filter joined by AND, the comparisons of a path with a constant: what an index in order can answer.
/// </summary>
internal static class FilterRanges
{
    /// <summary>One for each path compared, in no order.</summary>
    public static List<FilterRange> Of(Select select)
    {
        var names = ItemPath.Roots(select);
        var parts = select.Where is null ? [] : Conjuncts(select.Where).ToList();
        var ranges = new List<FilterRange>();
        var answered = 0;
        foreach (var (path, range) in parts.Select(part => RangeOf(part, names)).OfType<(IReadOnlyList<string>, IndexRange)>())
        {
            answered++;
            var known = ranges.FindIndex(each => each.Path.SequenceEqual(path));
            if (known >= 0)
            {
                ranges[known] = ranges[known] with { Range = ranges[known].Range.And(range) };
            }
            else
            {
                ranges.Add(new FilterRange(path, range, IsWholeFilter: false));
            }
        }

        return ranges is [var only] && answered == parts.Count ? [only with { IsWholeFilter = true }] : ranges;
    }

    private static IEnumerable<Expression> Conjuncts(Expression filter) => filter switch
    {
        Grouped grouped => Conjuncts(grouped.Inner),
        Logical { IsAnd: true } all => all.Operands.SelectMany(Conjuncts),
        _ => [filter],
    };

    private static (IReadOnlyList<string> Path, IndexRange Range)? RangeOf(
        Expression part, Dictionary<string, IReadOnlyList<string>> names) => part switch
        {
            Compare compare when PathOf(compare.Left, names) is { } path && KeyOf(compare.Right) is { } key =>
                At(path, Compared(compare.Comparison, key)),
            Compare compare when PathOf(compare.Right, names) is { } path && KeyOf(compare.Left) is { } key =>
                At(path, Compared(Mirrored(compare.Comparison), key)),
            Between between when PathOf(between.Operand, names) is { } path && KeyOf(between.Low) is { } low
                && KeyOf(between.High) is { } high =>
                At(path, Compared(Comparison.GreaterOrEqual, low)!.Value.And(Compared(Comparison.LessOrEqual, high)!.Value)),
            Call { Function.Name: "STARTSWITH", Arguments: [var text, Constant { Value.Kind: ValueKind.Text } prefix] }
                when PathOf(text, names) is { } path =>
                At(path, StartingWith(prefix.Value.Text)),
            _ => null,
        };

    private static (IReadOnlyList<string>, IndexRange)? At(IReadOnlyList<string> path, IndexRange? range) =>
        range is { } found ? (path, found) : null;

    private static IReadOnlyList<string>? PathOf(Expression expression, Dictionary<string, IReadOnlyList<string>> names) =>
        ItemPath.Of(expression, names) is { Count: > 0 } path && !path.Contains(ItemPath.AnyElement) ? path : null;

    private static IndexKey? KeyOf(Expression expression) =>
        expression is Constant { Value: { Kind: > ValueKind.Undefined and < ValueKind.Array } value } ? IndexKey.Of(value) : null;

    /// <summary>Values of other kinds than the constant's compare with it neither way.</summary>
    private static IndexRange? Compared(Comparison comparison, IndexKey key)
    {
        var (lowest, highest) = Kind(key.Kind);
        return comparison switch
        {
            Comparison.Equal => IndexRange.Of(key),
            Comparison.Less => new IndexRange(lowest, IndexEntry.Before(key)),
            Comparison.LessOrEqual => new IndexRange(lowest, IndexEntry.After(key)),
            Comparison.Greater => new IndexRange(IndexEntry.After(key), highest),
            Comparison.GreaterOrEqual => new IndexRange(IndexEntry.Before(key), highest),
            _ => null,
        };
    }

    private static Comparison Mirrored(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => comparison,
    };

    /// <summary>Strings go by code unit, so those with a prefix end where the prefix with its last unit raised begins.</summary>
    private static IndexRange StartingWith(string prefix)
    {
        var (lowest, highest) = Kind(ValueKind.Text);
        var raised = prefix.TrimEnd(char.MaxValue);
        return new IndexRange(
            prefix.Length == 0 ? lowest : IndexEntry.Before(IndexKey.Of(Value.Of(prefix))),
            raised.Length == 0 ? highest : IndexEntry.Before(IndexKey.Of(Value.Of(raised[..^1] + (char)(raised[^1] + 1)))));
    }

    private static (IndexEntry Lowest, IndexEntry Highest) Kind(ValueKind kind) =>
        (IndexEntry.Before(IndexKey.LowestOf(kind)), IndexEntry.Before(IndexKey.LowestOf(kind + 1)));
}
