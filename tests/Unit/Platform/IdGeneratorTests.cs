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

    [Fact]
    public void Id_of_what_another_system_made_is_always_the_same()
    {
        var id = IdGenerator.Derived("ivt_", "orginv_1", clock.GetUtcNow());

        Assert.True(IdGenerator.IsId("ivt_", id));
        Assert.Equal(id, IdGenerator.Derived("ivt_", "orginv_1", clock.GetUtcNow()));
        Assert.NotEqual(id, IdGenerator.Derived("ivt_", "orginv_2", clock.GetUtcNow()));
    }

    [Fact]
    public void Ids_of_what_another_system_made_sort_among_the_others_by_time()
    {
        var ids = new IdGenerator(clock);
        var made = Enumerable.Range(0, 1000).Select(number =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            return number % 2 == 0 ? ids.Next("ivt_") : IdGenerator.Derived("ivt_", $"orginv_{number}", clock.GetUtcNow());
        }).ToList();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
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
