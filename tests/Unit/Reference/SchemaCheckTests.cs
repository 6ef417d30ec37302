using System.Text.Json.Nodes;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Reference;

/// <summary>The check that other tests rely on does find what is wrong.</summary>
public sealed class SchemaCheckTests
{
    private const string Id = """{"$ref":"#/id"}""";

    [Theory]
    [InlineData("""{"type":"string"}""", "1")]
    [InlineData("""{"type":"string"}""", "null")]
    [InlineData("""{"type":"integer"}""", "1.5")]
    [InlineData("""{"type":"object","required":["a"]}""", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""")]
    [InlineData("""{"type":"array","items":{"type":"boolean"}}""", "[true,1]")]
    [InlineData("""{"enum":["a"]}""", "\"b\"")]
    [InlineData("""{"format":"date-time"}""", "\"yesterday\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-13-01T00:00:00Z\"")]
    [InlineData("""{"minimum":1}""", "0")]
    [InlineData("""{"maximum":1}""", "2")]
    [InlineData("""{"minLength":1}""", "\"\"")]
    [InlineData("""{"maxLength":1}""", "\"ab\"")]
    [InlineData(Id, "\"x1\"")]
    public void What_does_not_match_is_told(string schema, string value) => Assert.Single(Complaints(schema, value));

    [Theory]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":1}},"additionalProperties":false}""", """{"a":1}""")]
    [InlineData("""{"type":"array","items":{"type":"string","format":"date-time"}}""", """["2026-01-31T12:00:00.5+00:00"]""")]
    [InlineData(Id, "\"i1\"")]
    public void What_matches_is_not(string schema, string value) => Assert.Empty(Complaints(schema, value));

    [Fact]
    public void Keyword_that_is_not_known_is_an_error() =>
        Assert.Throws<NotSupportedException>(() => Complaints("""{"multipleOf":2}""", "2").ToList());

    private static IEnumerable<string> Complaints(string schema, string value) =>
        new SchemaCheck(JsonNode.Parse("""{"id":{"type":"string","pattern":"^i[0-9]$"}}""")!.AsObject())
            .Complaints(JsonNode.Parse(value), JsonNode.Parse(schema)!.AsObject());
}
