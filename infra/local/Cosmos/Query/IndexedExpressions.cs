using Local.Cosmos.Store;

namespace Local.Cosmos.Query;

/// <summary>Tells whether everything an expression looks at is indexed.</summary>
internal sealed class IndexedExpressions(Select select, IndexingPolicy policy)
{
    private readonly Dictionary<string, IReadOnlyList<string>> roots = ItemPath.Roots(select);

    public bool Answer(Expression expression) => Answer(expression, select, roots);

    private bool Answer(Expression expression, Select scope, Dictionary<string, IReadOnlyList<string>> names)
    {
        if (ItemPath.Of(expression, names) is { } path)
        {
            return path.Count > 0 && policy.IsIndexed(path);
        }

        return expression switch
        {
            Call { Function.Name: "ARRAY_CONTAINS" or "ARRAY_LENGTH" } call when ItemPath.Of(call.Arguments[0], names) is { } array =>
                policy.IsIndexed([.. array, ItemPath.AnyElement]) && call.Arguments.Skip(1).All(argument => Answer(argument, scope, names)),
            ScalarSubquery subquery => Answer(subquery.Select, names),
            ArraySubquery subquery => Answer(subquery.Select, names),
            Exists subquery => Answer(subquery.Select, names),
            SubqueryRows subquery => Answer(subquery.Select, names),
            // A name that is no path stands for the rows of a joined subquery.
            Identifier => scope.Sources
                .Where(source => source.Collection is SubqueryRows)
                .All(source => Answer(source.Collection, scope, names)),
            _ => expression.Children.All(child => Answer(child, scope, names)),
        };
    }

    private bool Answer(Select subquery, Dictionary<string, IReadOnlyList<string>> outer)
    {
        var names = ItemPath.Roots(subquery, outer);
        return new[] { subquery.Where, subquery.Projection }.OfType<Expression>().All(part => Answer(part, subquery, names));
    }
}
