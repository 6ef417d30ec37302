using Serverless.Platform.Http;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Http;

/// <summary>RFC 9110, sections 8.8.3 and 13.1.</summary>
public sealed class EntityTagsTests
{
    [Theory]
    [InlineData("\"a\"", true)]
    [InlineData("*", true)]
    [InlineData("\"b\", \"a\"", true)]
    [InlineData("W/\"a\"", false)]
    [InlineData("\"b\"", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    public void If_match_demands_the_very_same_state(string header, bool allows) =>
        Assert.Equal(allows, EntityTags.Names(header, "\"a\"", weakly: false));

    [Theory]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"a\"", true)]
    [InlineData("\"b\",W/\"a\"", true)]
    [InlineData("*", true)]
    [InlineData("\"b\"", false)]
    public void If_none_match_takes_a_weak_tag_for_its_strong_one(string header, bool names) =>
        Assert.Equal(names, EntityTags.Names(header, "\"a\"", weakly: true));
}
