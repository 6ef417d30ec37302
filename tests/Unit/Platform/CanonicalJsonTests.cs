using System.Text.Json;
using Serverless.Platform.Clerk;
using Xunit;

namespace Serverless.Tests.Unit.Platform;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":{"d":[{"z":1,"y":2}],"c":null}}""", """{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}""")]
    [InlineData("""{ "n" : 1.10, "e" : 1e3 }""", """{"e":1e3,"n":1.10}""")]
    [InlineData("[3,1,2]", "[3,1,2]")]
    [InlineData("""["\u0041\/"]""", """["A/"]""")]
    [InlineData("{}", "{}")]
    public void Members_are_sorted_and_values_untouched(string written, string expected) =>
        Assert.Equal(expected, CanonicalJson.TryOf(JsonElement.Parse(written))!.Value.GetRawText());

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void What_is_nested_too_deep_is_not_kept(int depth, bool isKept) => Assert.Equal(
        isKept, CanonicalJson.TryOf(JsonElement.Parse(new string('[', depth) + new string(']', depth))) is not null);
}
