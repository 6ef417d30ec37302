using System.Text.Json;
using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>The condition of a patch: a query about one item, from FROM on.</summary>
internal sealed class Predicate
{
    private readonly Select select;

    private Predicate(Select select) => this.select = select;

    /// <param name="text">Such as <c>FROM c WHERE c.version = 5</c>.</param>
    public static Predicate Parse(string text)
    {
        var select = Parser.Parse($"SELECT * {text}", new Dictionary<string, Value>());
        return select is { Sources.Count: 1, GroupBy.Count: 0, OrderBy.Count: 0, Limit: null }
            ? new Predicate(select)
            : throw RequestRefusedException.BadRequest("The condition of a patch may only have FROM and WHERE.");
    }

    public bool IsTrueOf(StoredItem item)
    {
        using var document = JsonDocument.Parse(item.Json, JsonNodes.Stored);
        return select.Values(new Row(select.Root, Value.Of(document.RootElement), null)).Any();
    }
}
