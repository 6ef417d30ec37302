namespace Local.Cosmos.Query;

/// <summary>Where in the item an expression points, step by step, as indexing policies write it.</summary>
internal static class ItemPath
{
    /// <summary>The step into any element of an array; no property is named so in a path without quotes.</summary>
    public const string AnyElement = "[]";

    /// <summary>Null when the expression is no path into the item.</summary>
    public static IReadOnlyList<string>? Of(Expression expression, Select select) => Of(expression, Roots(select));

    /// <summary>Null when the expression is no path from one of the names given.</summary>
    public static IReadOnlyList<string>? Of(
        Expression expression, IReadOnlyDictionary<string, IReadOnlyList<string>> names) => expression switch
        {
            Identifier identifier => names.GetValueOrDefault(identifier.Name),
            Member member => Of(member.Target, names) is { } target ? [.. target, member.Name] : null,
            Element element => Of(element.Target, names) is { } target ? [.. target, AnyElement] : null,
            Grouped grouped => Of(grouped.Inner, names),
            _ => null,
        };

    /// <summary>Where the aliases of a query point.</summary>
    public static Dictionary<string, IReadOnlyList<string>> Roots(
        Select select, IReadOnlyDictionary<string, IReadOnlyList<string>>? outer = null)
    {
        var names = outer is null ? new() { [select.Root] = [] } : new Dictionary<string, IReadOnlyList<string>>(outer);
        foreach (var source in select.Sources)
        {
            if (Of(source.Collection, names) is { } path)
            {
                names[source.Alias] = source.Iterates ? [.. path, AnyElement] : path;
            }
        }

        return names;
    }
}
