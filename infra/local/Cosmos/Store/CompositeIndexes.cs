using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>The <c>compositeIndexes</c> of an indexing policy: what ORDER BY of several properties needs.</summary>
internal sealed class CompositeIndexes
{
    private readonly List<List<Key>> indexes = [];

    private CompositeIndexes()
    {
    }

    /// <param name="Path">Names from the item down.</param>
    /// <param name="Descending">Direction.</param>
    public readonly record struct Key(IReadOnlyList<string> Path, bool Descending);

    public static CompositeIndexes Parse(JsonNode? node)
    {
        var composites = new CompositeIndexes();
        foreach (var index in Entries(node))
        {
            var keys = Entries(index).ConvertAll(ParseKey);
            composites.indexes.Add(keys.Count >= 2 ? keys : throw Malformed());
        }

        return composites;
    }

    public bool Serve(IReadOnlyList<Key> keys) => indexes.Exists(index => Serves(index, keys));

    private static bool Serves(List<Key> index, IReadOnlyList<Key> keys) =>
        index.Count == keys.Count
        && index.Zip(keys).All(pair => pair.First.Path.SequenceEqual(pair.Second.Path))
        && index.Zip(keys).Select(pair => pair.First.Descending == pair.Second.Descending).Distinct().Count() == 1;

    private static Key ParseKey(JsonNode? node)
    {
        var key = node as JsonObject ?? throw Malformed();
        var steps = PropertyPath.Parse(key["path"].AsText("compositeIndexes.path") ?? throw Malformed());
        return (key["order"].AsText("compositeIndexes.order") ?? "ascending", steps.TrueForAll(step => step.IsProperty)) switch
        {
            ("ascending", true) => new Key(steps.ConvertAll(step => step.Name), Descending: false),
            ("descending", true) => new Key(steps.ConvertAll(step => step.Name), Descending: true),
            _ => throw Malformed(),
        };
    }

    private static List<JsonNode?> Entries(JsonNode? node) => node switch
    {
        null => [],
        JsonArray array when array.Count <= Limits.IndexingPaths => [.. array],
        _ => throw Malformed(),
    };

    private static RequestRefusedException Malformed() => RequestRefusedException.BadRequest(
        "'compositeIndexes' must be an array of arrays of two or more {\"path\":\"/name\",\"order\":\"ascending\" or \"descending\"}.");
}
