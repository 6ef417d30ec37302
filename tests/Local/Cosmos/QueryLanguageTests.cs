using System.Text;
using System.Text.Json;
using Local.Cosmos.Query;
using Local.Cosmos.Store;
using Local.Cosmos.Values;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>The language alone: what expressions are worth, and what is no query.</summary>
public sealed class QueryLanguageTests
{
    private const string Item = """
        {"n":5,"s":"text","t":true,"z":null,"a":[1,"x",{"k":1,"l":2}],"o":{"k":1},"big":9007199254740993,"bad":"\ud800"}
        """;

    private static readonly Dictionary<string, Value> NoParameters = [];

    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 2 % 3", "5")]
    [InlineData("-(-c.n)", "5")]
    [InlineData("1 / 0", "")]
    [InlineData("c.n + c.s", "")]
    [InlineData("c.missing", "")]
    [InlineData("c.big", "9007199254740993")]
    [InlineData("[c.missing, c.z]", "[null,null]")]
    [InlineData("{a: c.missing, 'b': c.n}", """{"b":5}""")]
    [InlineData("c.a[2].l", "2")]
    [InlineData("c.a[7]", "")]
    [InlineData("c['o'][\"k\"]", "1")]
    [InlineData("'it\\'s \\u0041\\n'", "\"it\\u0027s A\\n\"")]
    [InlineData("1.5e1", "15")]
    [InlineData(".5", "0.5")]
    [InlineData("c.n = 5.0", "true")]
    [InlineData("c.n = '5'", "")]
    [InlineData("c.n != '5'", "")]
    [InlineData("c.o = {k: 1}", "true")]
    [InlineData("c.a = [1]", "false")]
    [InlineData("c.o < {k: 2}", "")]
    [InlineData("c.s > 'tex' AND c.s <= 'text'", "true")]
    [InlineData("null = c.z", "true")]
    [InlineData("true AND c.missing", "")]
    [InlineData("false AND c.missing", "false")]
    [InlineData("c.missing OR true", "true")]
    [InlineData("NOT c.missing", "")]
    [InlineData("NOT c.t OR NOT false", "true")]
    [InlineData("c.missing ?? c.z ?? 1", "null")]
    [InlineData("c.missing ? 1 : 2", "2")]
    [InlineData("c.s IN ('a', 'text')", "true")]
    [InlineData("c.n NOT BETWEEN 5 AND 6", "false")]
    [InlineData("'a%c' LIKE 'a!%_' ESCAPE '!'", "true")]
    [InlineData("'abcabd' LIKE '%ab_'", "true")]
    [InlineData("'abc' LIKE '%b'", "false")]
    [InlineData("'' LIKE '%'", "true")]
    [InlineData("CONCAT('a', 'b', c.s)", "\"abtext\"")]
    [InlineData("SUBSTRING(c.s, 1, 100)", "\"ext\"")]
    [InlineData("SUBSTRING(c.s, 9, 1)", "\"\"")]
    [InlineData("LENGTH(c.bad)", "8")]
    [InlineData("ARRAY_CONTAINS(c.a, {k: 1}, true)", "true")]
    [InlineData("ARRAY_CONTAINS(c.a, {k: 1})", "false")]
    [InlineData("ARRAY_LENGTH(c.s)", "")]
    [InlineData("IS_DEFINED(c.z) AND NOT IS_DEFINED(c.missing)", "true")]
    [InlineData("contains(c.s, 'EX', true)", "true")]
    [InlineData("(SELECT VALUE COUNT(1) FROM x IN c.a)", "3")]
    [InlineData("ARRAY(SELECT VALUE x.k FROM x IN c.a)", "[1]")]
    [InlineData("EXISTS(SELECT VALUE 1 FROM x IN c.missing)", "false")]
    public void Expression_is_worth(string expression, string expected)
    {
        var select = Parser.Parse($"SELECT VALUE {expression} FROM c", NoParameters);
        using var item = JsonDocument.Parse(Item);

        var values = select.Values(new Row(select.Root, Value.Of(item.RootElement), null)).ToList();

        Assert.Equal(expected, string.Join(' ', values.Select(Json)));
    }

    [Theory]
    [InlineData("SELECT VALUE c.end FROM c", "SC1001", 15)]
    [InlineData("SELECT VALUE 1 +", "SC1002", 16)]
    [InlineData("SELECT * FROM c WHERE c.a = 'open", "SC1010", 28)]
    [InlineData("SELECT * FROM c WHERE c.a = 'it''s'", "SC1001", 32)]
    [InlineData("SELECT * FROM c WHERE c.a == 1", "SC1001", 27)]
    [InlineData("SELECT * FROM c LIMIT 2", "SC1001", 16)]
    [InlineData("SELECT * FROM c WHERE c.a BETWEEN 1 AND 2 AND c.b = 1", "SC1001", 42)]
    [InlineData("SELECT * FROM c;", "SC1010", 15)]
    [InlineData("SELECT TOP 1.5 * FROM c", "SC2060", 11)]
    public void Error_names_its_code_and_place(string query, string code, int start)
    {
        var refused = Assert.Throws<RequestRefusedException>(() => Parser.Parse(query, NoParameters));

        using var json = JsonDocument.Parse(refused.Message);
        var error = json.RootElement.GetProperty("errors")[0];
        Assert.Equal((400, code, start), (refused.Status, error.GetProperty("code").GetString(), error.GetProperty("location").GetProperty("start").GetInt32()));
    }

    [Fact]
    public void Query_that_would_exhaust_the_stack_is_refused()
    {
        foreach (var deep in new[] { new string('(', 5000) + "1" + new string(')', 5000), "1" + string.Concat(Enumerable.Repeat("+1", 5000)), string.Concat(Enumerable.Repeat("NOT ", 5000)) + "true", string.Concat(Enumerable.Repeat("- ", 5000)) + "1", "c" + string.Concat(Enumerable.Repeat(".a", 5000)), string.Concat(Enumerable.Repeat("(SELECT VALUE ", 5000)), string.Concat(Enumerable.Repeat("1 ? 1 : ", 5000)) + "1" })
        {
            Assert.Equal(400, Assert.Throws<RequestRefusedException>(() => Parser.Parse($"SELECT VALUE {deep} FROM c", NoParameters)).Status);
        }
    }

    [Fact]
    public void Long_list_of_alternatives_is_no_depth()
    {
        var many = string.Join(" OR ", Enumerable.Range(0, 10_000).Select(number => $"c.n = {number}"));

        var select = Parser.Parse($"SELECT VALUE {many} FROM c", NoParameters);

        using var item = JsonDocument.Parse(Item);
        Assert.True(select.Values(new Row("c", Value.Of(item.RootElement), null)).Single().IsTrue);
    }

    [Fact]
    public void Values_order_by_kind_then_value()
    {
        using var list = JsonDocument.Parse("""[null,false,true,-1,2,"A","a","aa",[1],{"a":1}]""");
        var ordered = list.RootElement.EnumerateArray().Select(Value.Of).Prepend(default).ToList();

        var shuffled = ordered.AsEnumerable().Reverse().Order(ValueOrder.ByKindThenValue);

        Assert.Equal(ordered.Select(Json), shuffled.Select(Json));
    }

    private static string Json(Value value)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
