using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>The only ids a filter can be true for, so that ReadMany need not look at every item.</summary>
internal static class IdFilter
{
    /// <summary>Null when the filter does not name ids.</summary>
    public static HashSet<string>? Of(Select select) => select.Where is null ? null : Of(select.Where, ItemPath.Roots(select));

    private static HashSet<string>? Of(Expression filter, Dictionary<string, IReadOnlyList<string>> names)
    {
        switch (filter)
        {
            case Grouped grouped:
                return Of(grouped.Inner, names);
            case Compare { Comparison: Comparison.Equal } equal when IsId(equal.Left, names) && Text(equal.Right) is { } id:
                return [id];
            case In among when IsId(among.Operand, names) && among.Candidates.All(candidate => Text(candidate) is not null):
                return among.Candidates.Select(candidate => Text(candidate)!).ToHashSet();
            case Logical { IsAnd: true } all:
                return all.Operands.Select(operand => Of(operand, names)).FirstOrDefault(ids => ids is not null);
            case Logical any:
                var each = any.Operands.Select(operand => Of(operand, names)).ToList();
                return each.Contains(null) ? null : each.SelectMany(ids => ids!).ToHashSet();
            default:
                return null;
        }
    }

    private static bool IsId(Expression expression, Dictionary<string, IReadOnlyList<string>> names) =>
        ItemPath.Of(expression, names) is ["id"];

    private static string? Text(Expression expression) =>
        expression is Constant { Value: { Kind: ValueKind.Text } value } ? value.Text : null;
}
