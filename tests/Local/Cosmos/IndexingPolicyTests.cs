using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Cosmos.Store;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

public sealed class IndexingPolicyTests
{
    private const string Item = """
        {"id":"1","a":1,"b":{"c":2,"d":[3,4,{"e":5}]},"x y":6,"_etag":"\"e\"","_ts":1,"empty":{},"none":[]}
        """;

    [Theory]
    [InlineData(7, "/*", "")]
    [InlineData(1, "", "/*")]
    [InlineData(2, "/a/?", "/*")]
    [InlineData(5, "/b/*", "/*")]
    [InlineData(2, "/b/c/?", "/*")]
    [InlineData(3, "/b/d/[]/?", "/*")]
    [InlineData(2, "/b/d/[]/e/?", "/*")]
    [InlineData(4, "/b/d/[]/*", "/*")]
    [InlineData(2, "/\"x y\"/?", "/*")]
    [InlineData(6, "/*", "/a/?")]
    [InlineData(3, "/*", "/b/*")]
    [InlineData(4, "/*;/b/c/?", "/b/*")]
    [InlineData(4, "/b/*", "/*;/b/c/?")]
    [InlineData(3, "/b/d/*", "/*;/b/d/[]/e/?")]
    [InlineData(1, "/b/?", "/*")]
    public void Most_specific_path_decides_what_is_indexed(int expected, string included, string excluded)
    {
        using var item = JsonDocument.Parse(Item);

        Assert.Equal(expected, Policy(included, excluded).CountIndexed(item.RootElement));
    }

    [Fact]
    public void Nothing_is_indexed_in_mode_none()
    {
        using var item = JsonDocument.Parse(Item);
        var policy = IndexingPolicy.Parse(JsonNode.Parse("""{"indexingMode":"none","automatic":false}"""));

        Assert.Equal(0, policy.CountIndexed(item.RootElement));
    }

    [Theory]
    [InlineData("/a/?", "")]
    [InlineData("/*", "/*")]
    [InlineData("/*;/a/?", "/a/?")]
    [InlineData("/*;a/?", "")]
    [InlineData("/*;/a", "")]
    [InlineData("/*;/a//?", "")]
    [InlineData("/*;/a/*/b/?", "")]
    [InlineData("/*;/\"a/?", "")]
    public void Path_that_makes_no_sense_is_refused(string included, string excluded)
    {
        var refused = Assert.Throws<RequestRefusedException>(() => Policy(included, excluded));

        Assert.Equal(400, refused.Status);
    }

    [Theory]
    [InlineData("""{"indexingMode":"lazy"}""")]
    [InlineData("""{"automatic":false}""")]
    [InlineData("""{"includedPaths":{}}""")]
    [InlineData("""{"includedPaths":[{}]}""")]
    [InlineData("""[]""")]
    public void Policy_that_is_not_supported_is_refused(string json)
    {
        Assert.Throws<RequestRefusedException>(() => IndexingPolicy.Parse(JsonNode.Parse(json)));
    }

    private static IndexingPolicy Policy(string included, string excluded) =>
        IndexingPolicy.Parse(new JsonObject { ["includedPaths"] = Paths(included), ["excludedPaths"] = Paths(excluded) });

    private static JsonArray Paths(string paths) =>
        new(paths.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(path => (JsonNode)new JsonObject { ["path"] = path }).ToArray());
}
