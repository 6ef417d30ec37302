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

    [Theory]
    [InlineData("\"a\"", true)]
    [InlineData("\"a~1f\"", true)]
    [InlineData("\"b\", \"a~1f\"", true)]
    [InlineData("*", true)]
    [InlineData("W/\"a~1f\"", false)]
    [InlineData("\"b~1f\"", false)]
    [InlineData("\"a1~f\"", false)]
    [InlineData("\"~a\"", false)]
    [InlineData("a~1f", false)]
    public void Extended_tag_names_its_state_where_it_may(string header, bool allows) =>
        Assert.Equal(allows, EntityTags.Names(header, "\"a\"", weakly: false, extended: true));

    [Fact]
    public void Extended_tag_names_its_state_nowhere_else() => Assert.False(EntityTags.Names("\"a~1f\"", "\"a\"", weakly: true));

    [Fact]
    public void Extended_tag_is_another_for_another_state_and_for_another_thing_shown_with_it()
    {
        var tag = EntityTags.Extend("\"a\"", "first"u8);

        Assert.Matches("^\"a~[0-9a-f]{16}\"$", tag);
        Assert.Equal(tag, EntityTags.Extend("\"a\"", "first"u8));
        Assert.NotEqual(tag, EntityTags.Extend("\"a\"", "second"u8));
        Assert.NotEqual(tag, EntityTags.Extend("\"b\"", "first"u8));
        Assert.True(EntityTags.Names(tag, "\"a\"", weakly: false, extended: true));
        Assert.True(EntityTags.Names(tag, tag, weakly: true));
    }
}
