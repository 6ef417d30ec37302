using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>
/// What the SDK asks before it runs a query over several partitions or with an order. There is one partition key range, and it
/// answers the query whole, so the plan is always to send the query as it is.
/// </summary>
internal static class QueryPlan
{
    public static ReadOnlyMemory<byte> Json { get; } = """
        {"partitionedQueryExecutionInfoVersion":2,"queryInfo":{},
        "queryRanges":[{"min":"","max":"FF","isMinInclusive":true,"isMaxInclusive":false}]}
        """u8.ToArray();

    /// <summary>The service plans fewer queries than it runs: its plans are built of those others.</summary>
    /// <exception cref="RequestRefusedException">The query is refused.</exception>
    public static void Check(string text, IReadOnlyDictionary<string, Value> parameters)
    {
        var select = Parser.Parse(text, parameters);
        var items = select.ListsItems ? select.Projection?.Children : new[] { select.Projection }.OfType<Expression>();
        if (items?.Any(item => item is not Aggregate && item.Tree().OfType<Aggregate>().Any()) == true)
        {
            throw RequestRefusedException.BadRequest(
                """{"Errors":["Compositions of aggregates and other expressions are not allowed."]}""");
        }
    }
}
