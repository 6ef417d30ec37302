using System.Globalization;
using System.Text;
using System.Text.Json;
using Local.Cosmos.Durability;
using Local.Cosmos.Query;
using Local.Cosmos.Store;
using Local.Cosmos.Values;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>
/// What an index in order answers is what looking at every item answers, whatever the values and whatever happened to them.
/// </summary>
public sealed class OrderedIndexTests
{
    private const string Named = """{"includedPaths":[{"path":"/*"},{"path":"/a/b/?"},{"path":"/n/?"}]}""";
    private const string OtherNamed = """{"includedPaths":[{"path":"/*"},{"path":"/a/b/?"},{"path":"/m/?"}]}""";
    private const string Wildcard = """{"includedPaths":[{"path":"/*"}]}""";

    private static readonly string[] Values =
    [
        "null", "true", "false", "-1", "-0.0", "0", "1", "1.5", "2", "1e300", "1e999", "\"\"", "\"a\"", "\"aa\"", "\"ab\"", "\"b\"",
        "\"\\uffff\"", "[]", "[1]", "{}", "{\"c\":1}",
    ];

    private static readonly string[] Constants = [.. Values[..^5].Where(value => value != "1e999"), "'a'", "undefined"];
    private static readonly string[] Paths = ["c.a.b", "c.n", "c.m", "c.id"];
    private static readonly string[] Comparisons = ["=", "!=", "<", "<=", ">", ">="];

    private readonly ManualClock clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Answers_equal_those_of_looking_at_every_item(int seed)
    {
        var random = new Random(seed);
        var (indexed, plain) = (NewContainer(Named), NewContainer(Wildcard));
        for (var round = 0; round < 12; round++)
        {
            for (var write = 0; write < 60; write++)
            {
                Change(random, indexed, plain);
            }

            if (round == 6)
            {
                indexed.Store.ReplaceContainer(indexed.Container, Definition(OtherNamed));
            }

            clock.Advance(TimeSpan.FromSeconds(random.Next(20)));
            for (var asked = 0; asked < 30; asked++)
            {
                var query = Query(random);
                PartitionKey? key = random.Next(3) == 0 ? Key(random.Next(3)) : null;
                var rows = Pages(indexed.Container, query, key, random.Next(1, 40), out var charges);

                Assert.True(rows.SequenceEqual(LookingAtAll(indexed.Container, query, key)), query);
                Assert.True(rows.SequenceEqual(Pages(plain.Container, query, key, charges.Size, out var plainCharges)), query);
                Assert.Equal(plainCharges.Units, charges.Units);
            }
        }
    }

    [Fact]
    public void Many_values_in_any_order_stay_in_order()
    {
        var random = new Random(7);
        var index = new OrderedIndex([]);
        var expected = new SortedSet<IndexEntry>();
        for (var number = 1UL; number <= 5_000; number++)
        {
            var entry = new IndexEntry(IndexKey.Of(Value.Of((double)random.Next(500))), number);
            if (random.Next(3) == 0 && expected.Count > 0)
            {
                var gone = expected.ElementAt(random.Next(Math.Min(50, expected.Count)));
                index.Replace(gone, null);
                expected.Remove(gone);
            }

            index.Replace(null, entry);
            expected.Add(entry);
        }

        var view = index.View();
        Assert.Equal(expected.Count, view.Count(IndexRange.Whole));
        foreach (var low in Enumerable.Range(0, 50))
        {
            var range = IndexRange.Of(IndexKey.Of(Value.Of((double)low))) with { To = IndexEntry.After(IndexKey.Of(Value.Of(low * 7.5))) };
            Assert.Equal(expected.Count(each => each.CompareTo(range.From) >= 0 && each.CompareTo(range.To) < 0), view.Count(range));
        }
    }

    [Fact]
    public void View_is_of_one_moment()
    {
        var (_, container) = NewContainer(Named);
        foreach (var number in Enumerable.Range(0, 1000))
        {
            container.Write(Write(container, $"u{number}", Key(0), $$"""{"n":{{number}}}"""));
        }

        var view = container.Ordered(["n"])!;
        var before = view.Items(IndexRange.Whole).ToList();
        foreach (var number in Enumerable.Range(0, 1000))
        {
            container.Write(Write(container, $"u{number}", Key(0), $$"""{"n":{{2000 - number}}}"""));
        }

        Assert.Equal(before, view.Items(IndexRange.Whole));
        Assert.Equal(before.Select(item => item.Key).Reverse(), container.Ordered(["n"])!.Items(IndexRange.Whole).Select(item => item.Key));
    }

    [Theory]
    [InlineData("SELECT VALUE COUNT(1) FROM c WHERE c.n > 10 AND c.n <= 20")]
    [InlineData("SELECT VALUE COUNT(1) FROM c WHERE c.n BETWEEN 1 AND 99")]
    [InlineData("SELECT COUNT(1) AS count FROM c")]
    [InlineData("SELECT * FROM c WHERE c.n > 10 AND c.n <= 20")]
    public void Items_are_not_read_when_the_index_says_all(string query)
    {
        var (_, container) = NewContainer(Named);
        foreach (var number in Enumerable.Range(0, 100))
        {
            var item = Write(container, $"u{number}", Key(0), $$"""{"n":{{number}}}""");
            container.Write(item with { OpenJson = "this is not JSON"u8.ToArray() });
        }

        Assert.NotEmpty(new QueryRun(query, new Dictionary<string, Value>(), container, null, null).Page(1000).Rows);
    }

    [Fact]
    public void Records_of_the_store_bring_its_indexes_back()
    {
        var (store, container) = NewContainer(Named);
        foreach (var number in Enumerable.Range(0, 100))
        {
            container.Write(Write(container, $"u{number}", Key(0), $$"""{"n":{{number}},"m":{{-number}}}"""));
        }

        store.ReplaceContainer(container, Definition(OtherNamed));
        var restored = new CosmosStore(clock);
        store.Freeze(changes =>
        {
            foreach (var change in changes)
            {
                restored.Commit(StoreRecord.Decode(StoreRecord.Encode(change), restored)!);
            }
        });

        var back = restored.Find("app")!.Find("users")!;
        Assert.Null(back.Ordered(["n"]));
        Assert.Equal(
            container.Ordered(["m"])!.Items(IndexRange.Whole).Select(item => item.Etag),
            back.Ordered(["m"])!.Items(IndexRange.Whole).Select(item => item.Etag));
        Assert.Equal(100, back.Ordered(["m"])!.Count(IndexRange.Whole));
    }

    [Fact]
    public void Item_is_found_by_id_without_reading_others()
    {
        var (_, container) = NewContainer(Named);
        foreach (var id in new[] { "u1", "u2", "u3" })
        {
            var item = Write(container, id, Key(0), "{}");
            container.Write(id == "u2" ? item : item with { OpenJson = "this is not JSON"u8.ToArray() });
        }

        Assert.Equal(["u2"], Pages(container, "SELECT * FROM c WHERE c.id IN ('u2', 'u9')", null, 10, out _));
        Assert.Equal(["u2"], Pages(container, "SELECT * FROM c WHERE c.id = 'u2'", Key(0), 10, out _));
    }

    private (CosmosStore Store, Container Container) NewContainer(string policy)
    {
        var store = new CosmosStore(clock);
        return (store, store.CreateContainer(store.CreateDatabase("app")!, Definition(policy))!);
    }

    private static ContainerDefinition Definition(string policy) => ContainerDefinition.Parse(Encoding.UTF8.GetBytes(
        $$"""{"id":"users","partitionKey":{"paths":["/tenant"]},"defaultTtl":100,"indexingPolicy":{{policy}}}"""));

    private static PartitionKey Key(int tenant) => PartitionKey.Of($"t{tenant}");

    private static void Change(Random random, params (CosmosStore Store, Container Container)[] twins)
    {
        var (id, tenant) = ($"u{random.Next(200)}", random.Next(3));
        var properties = new[] { $$""" "a":{"b":{{OneOf(random, Values)}}} """, $$""" "a":{{OneOf(random, Values)}} """ }[random.Next(2)];
        properties += random.Next(4) == 0 ? "" : $", \"n\":{OneOf(random, Values)}";
        properties += random.Next(4) == 0 ? "" : $", \"m\":{random.Next(50)}";
        properties += random.Next(9) == 0 ? $", \"ttl\":{random.Next(1, 60)}" : "";
        var isDelete = random.Next(5) == 0;
        foreach (var (_, container) in twins)
        {
            container.Write(isDelete
                ? new ItemWrite(WriteMode.Delete, new ItemKey(Key(tenant), id), default, IfMatch: null)
                : Write(container, id, Key(tenant), $"{{{properties}}}", tenant));
        }
    }

    private static ItemWrite Write(Container container, string id, PartitionKey key, string properties, int tenant = 0)
    {
        var body = $$"""{"id":"{{id}}","tenant":"t{{tenant}}"{{(properties == "{}" ? "}" : "," + properties.Trim()[1..])}}""";
        var write = ItemWrite.Of(WriteMode.Upsert, IncomingItem.Parse(Encoding.UTF8.GetBytes(body), container.Definition), ifMatch: null);
        Assert.Equal(key, write.Key.PartitionKey);
        return write;
    }

    private static string Query(Random random)
    {
        var parts = Enumerable.Range(0, random.Next(0, 4)).Select(_ => Part(random)).ToList();
        var filter = parts.Count == 0 ? "" : $" WHERE {string.Join(random.Next(6) == 0 ? " OR " : " AND ", parts)}";
        var order = random.Next(3) == 0 ? $" ORDER BY {OneOf(random, Paths)} {OneOf(random, ["ASC", "DESC"])}" : "";
        return (random.Next(4), order) switch
        {
            (0, "") => $"SELECT VALUE COUNT(1) FROM c{filter}",
            (1, _) => $"SELECT c.id, c.a FROM c{filter}{order}",
            (2, "") => $"SELECT DISTINCT VALUE c.n FROM c{filter}",
            _ => $"SELECT * FROM c{filter}{order}",
        };
    }

    private static string Part(Random random) => random.Next(6) switch
    {
        0 => $"({OneOf(random, Paths)} BETWEEN {OneOf(random, Constants)} AND {OneOf(random, Constants)})",
        1 => $"STARTSWITH({OneOf(random, Paths)}, {OneOf(random, ["'a'", "''", "'u1'", "\"\\uffff\""])})",
        2 => $"{OneOf(random, Constants)} {OneOf(random, Comparisons)} {OneOf(random, Paths)}",
        3 => $"c.m {OneOf(random, Comparisons)} {random.Next(50)}",
        4 => $"c.id {OneOf(random, ["=", ">", "<="])} 'u{random.Next(200)}'",
        _ => $"{OneOf(random, Paths)} {OneOf(random, Comparisons)} {OneOf(random, Constants)}",
    };

    private static string OneOf(Random random, string[] values) => values[random.Next(values.Length)];

    private static List<string> Pages(Container container, string query, PartitionKey? key, int size, out (int Size, List<double> Units) charges)
    {
        var (rows, units) = (new List<string>(), new List<double>());
        string? continuation = null;
        do
        {
            var page = new QueryRun(query, new Dictionary<string, Value>(), container, key, continuation).Page(size);
            rows.AddRange(page.Rows.Select(Shown));
            units.Add(page.Charge);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        charges = (size, units);
        return rows;
    }

    /// <summary>No index, no pages: the filter on each item, then the order.</summary>
    private static IEnumerable<string> LookingAtAll(Container container, string query, PartitionKey? key)
    {
        var select = Parser.Parse(query, new Dictionary<string, Value>());
        var items = container.Scan(key).Select(item => (Item: item, Row: new Row(
            select.Root, Value.Of(JsonDocument.Parse(item.Json, JsonNodes.Stored).RootElement), null)));
        var matches = items.Where(each => select.Where is null || select.Where.Evaluate(new Row("c", each.Row.Value, null)).IsTrue).ToList();
        if (select.IsGrouped)
        {
            return [matches.Count.ToString(CultureInfo.InvariantCulture)];
        }

        var order = new PositionOrder(select);
        return matches
            .OrderBy(each => new Position(select.OrderBy.Select(by => by.Path.Evaluate(each.Row)).ToArray(), each.Item.Number, 0), order)
            .Select(each => select.Project(each.Row))
            .Where(value => value.IsDefined)
            .DistinctBy(value => select.Distinct ? ValueOrder.Canonical(value) : Guid.NewGuid().ToString())
            .Select(Shown);
    }

    /// <summary>An item by its id; resource ids differ between containers.</summary>
    private static string Shown(Value row) => row.Member("id") is { IsDefined: true } id ? id.Text : ValueOrder.Canonical(row);
}
