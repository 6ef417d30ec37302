using System.Collections.Frozen;

namespace Local.Cosmos.Query;

/// <summary>
/// Words that are no names: <c>c.value</c> is a syntax error, <c>c["value"]</c> is meant. Found by trying words on the native
/// query planner in Microsoft.Azure.Cosmos 3.64.0, which carries the service's own parser.
/// </summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "and", "array", "as", "asc", "between", "by", "case", "cast", "convert", "cross", "desc", "distinct", "else", "end",
        "escape", "exists", "false", "for", "from", "group", "having", "in", "inner", "insert", "into", "is", "join", "left",
        "like", "limit", "not", "null", "offset", "on", "or", "order", "outer", "over", "right", "select", "set", "then", "top",
        "true", "udf", "undefined", "update", "value", "when", "where", "with");

    public static bool IsReserved(string word) => Reserved.Contains(word);
}
