using Local.Cosmos.Store;

namespace Local.Cosmos.Query;

/// <summary>
/// How far the index answers a filter. What it cannot answer is looked up in the items it leaves over, all of them when it
/// answers nothing; each is then read and paid for.
/// </summary>
/// <param name="Lookup">The part of the filter the index answers; null when it narrows nothing.</param>
/// <param name="IsComplete">Whether no item has to be read for the filter.</param>
internal readonly record struct IndexUse(Expression? Lookup, bool IsComplete)
{
    public static IndexUse Of(Select select, IndexingPolicy policy) => select.Where is null
        ? new IndexUse(null, IsComplete: true)
        : Of(select.Where, new IndexedExpressions(select, policy));

    /// <exception cref="RequestRefusedException">The rows cannot be ordered, as an index for it is missing.</exception>
    public static void CheckOrder(Select select, IndexingPolicy policy)
    {
        var keys = select.OrderBy.Select(key => new CompositeIndexes.Key(ItemPath.Of(key.Path, select)!, key.Descending)).ToList();
        if (keys.Count > 1 && !policy.HasComposite(keys))
        {
            throw RequestRefusedException.BadRequest(
                "The order by query does not have a corresponding composite index that it can be served from.");
        }

        if (keys.Count == 1 && !policy.IsIndexed(keys[0].Path))
        {
            throw RequestRefusedException.BadRequest("The index path corresponding to the specified order-by item is excluded.");
        }
    }

    private static IndexUse Of(Expression filter, IndexedExpressions indexed)
    {
        switch (filter)
        {
            case Grouped grouped:
                return Of(grouped.Inner, indexed);
            case Logical logical:
                var parts = logical.Operands.Select(operand => Of(operand, indexed)).ToList();
                var lookups = parts.Select(part => part.Lookup).OfType<Expression>().ToList();
                var narrows = logical.IsAnd ? lookups.Count > 0 : lookups.Count == parts.Count;
                return new IndexUse(narrows ? logical with { Operands = lookups } : null, parts.TrueForAll(part => part.IsComplete));
            default:
                return indexed.Answer(filter) ? new IndexUse(filter, IsComplete: true) : default;
        }
    }
}
