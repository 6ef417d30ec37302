using Local.Cosmos.Store;

namespace Local.Cosmos.Query;

/// <summary>What holds between the clauses of a query: names mean something, aggregates and paths stand where they may.</summary>
internal static class Binding
{
    public static void Check(Select select)
    {
        if (select.Sources[0].Collection is SubqueryRows)
        {
            throw RequestRefusedException.Unsupported("a subquery as the first input of FROM");
        }

        Check(select, [], [select.Root]);
        CheckOrder(select);
    }

    private static void Check(Select select, IReadOnlyList<string> outer, IReadOnlyList<string> from)
    {
        var names = outer.ToList();
        foreach (var source in select.Sources)
        {
            // Only the first input may go by the container's own name; an alias hides it from everything else.
            CheckNames(source.Collection, ReferenceEquals(source, select.Sources[0]) ? [.. names, .. from] : names);
            names.Add(source.Alias);
        }

        if (select.Projection is null && select.Sources.Count > 1)
        {
            throw QueryError.Of(QueryError.StarWithSeveralSources, "'SELECT *' is only valid with a single input set.");
        }

        foreach (var expression in Clauses(select))
        {
            CheckNames(expression, names);
        }

        CheckAggregates(select);
    }

    private static IEnumerable<Expression> Clauses(Select select) =>
        new[] { select.Projection, select.Where }.OfType<Expression>()
            .Concat(select.GroupBy)
            .Concat(select.OrderBy.Select(key => key.Path));

    private static void CheckNames(Expression expression, IReadOnlyList<string> names)
    {
        foreach (var node in expression.Tree())
        {
            switch (node)
            {
                case Identifier identifier when !names.Contains(identifier.Name):
                    throw QueryError.Of(QueryError.UnresolvedIdentifier, $"Identifier '{identifier.Name}' could not be resolved.");
                case ScalarSubquery subquery:
                    Check(subquery.Select, names, []);
                    break;
                case Exists exists:
                    Check(exists.Select, names, []);
                    break;
                case ArraySubquery array:
                    Check(array.Select, names, []);
                    break;
                case SubqueryRows rows:
                    Check(rows.Select, names, []);
                    break;
            }
        }
    }

    private static void CheckAggregates(Select select)
    {
        if (select.Aggregates.Any(aggregate => aggregate.Argument.Tree().OfType<Aggregate>().Any()))
        {
            throw QueryError.Of(
                QueryError.NestedAggregate, "Cannot perform an aggregate function on an expression containing an aggregate.");
        }

        if (Clauses(select with { Projection = null }).SelectMany(clause => clause.Tree()).OfType<Aggregate>().Any())
        {
            throw QueryError.Of(QueryError.MisplacedAggregate, "Aggregates are not allowed in the WHERE, GROUP BY or ORDER BY clause.");
        }

        if (!select.IsGrouped)
        {
            return;
        }

        if (select.Projection is null)
        {
            throw QueryError.Of(QueryError.StarWithGroupBy, "'SELECT *' is not allowed with GROUP BY.");
        }

        if (!select.GroupBy.All(IsPath))
        {
            throw RequestRefusedException.Unsupported("GROUP BY of anything but property paths");
        }

        if (select.OrderBy.Count > 0)
        {
            throw RequestRefusedException.Unsupported("ORDER BY together with GROUP BY or an aggregate");
        }

        CheckGrouped(select.Projection, select.GroupBy);
    }

    /// <summary>Outside aggregates a group has one value only for what it is grouped by.</summary>
    private static void CheckGrouped(Expression expression, IReadOnlyList<Expression> groupBy)
    {
        if (expression is Aggregate || groupBy.Contains(expression))
        {
            return;
        }

        if (IsPath(expression))
        {
            throw QueryError.Of(
                QueryError.NotGrouped,
                $"Property reference '{PathText(expression)}' is invalid in the select list because it is not contained in either "
                + "an aggregate function or the GROUP BY clause.");
        }

        foreach (var child in expression.Children)
        {
            CheckGrouped(child, groupBy);
        }
    }

    private static void CheckOrder(Select select)
    {
        foreach (var key in select.OrderBy)
        {
            if (!IsPath(key.Path))
            {
                throw QueryError.Of(
                    QueryError.OrderByNoPath,
                    "Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.");
            }

            if (ItemPath.Of(key.Path, select) is not { Count: > 0 } path || path.Contains(ItemPath.AnyElement))
            {
                throw RequestRefusedException.Unsupported(
                    $"ORDER BY {PathText(key.Path)}: only properties of the item itself, not of joined or indexed elements");
            }
        }
    }

    private static bool IsPath(Expression expression) => expression switch
    {
        Identifier => true,
        Member member => IsPath(member.Target),
        Element element => IsPath(element.Target),
        Grouped grouped => IsPath(grouped.Inner),
        _ => false,
    };

    private static string PathText(Expression path) => path switch
    {
        Identifier identifier => identifier.Name,
        Member member => $"{PathText(member.Target)}.{member.Name}",
        Element element => $"{PathText(element.Target)}[{element.Index}]",
        Grouped grouped => PathText(grouped.Inner),
        _ => "",
    };
}
