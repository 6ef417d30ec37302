using Serverless.Identity;
using Serverless.Platform.Ids;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform;

public sealed class IdGeneratorTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Ids_sort_by_the_time_they_were_made()
    {
        var ids = new IdGenerator(clock);
        var made = Enumerable.Range(0, 1000).Select(_ =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            return ids.Next("usr_");
        }).ToList();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public void Ids_of_one_millisecond_differ()
    {
        var ids = new IdGenerator(clock);

        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => ids.Next("usr_")).Distinct().Count());
    }

    [Fact]
    public void What_is_made_can_be_read_back()
    {
        var id = UserId.New(new IdGenerator(clock));

        Assert.True(UserId.TryParse(id.Value, out var parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usr_")]
    [InlineData("org_01j00000000000000000000000")]
    [InlineData("usr_01j0000000000000000000000")]
    [InlineData("usr_01j000000000000000000000000")]
    [InlineData("usr_01J00000000000000000000000")]
    [InlineData("usr_01j0000000000000000000000l")]
    [InlineData("usr_01j0000000000000000000000/")]
    public void What_is_no_user_id_is_none(string? text) => Assert.False(UserId.TryParse(text, out _));
}
