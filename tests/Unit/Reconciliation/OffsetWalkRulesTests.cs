using Serverless.Reconciliation;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

/// <summary>What a page of a list with offsets covers, and where the next one begins.</summary>
public sealed class OffsetWalkRulesTests
{
    private const long UpTo = 1_000_000;

    [Fact]
    public void Page_that_reaches_the_total_is_the_last_and_covers_all_that_follows()
    {
        var cover = Cover(OffsetWalkRules.First, [3, 5, 7], total: 3);

        Assert.Equal((Window.Beginning, UpTo, null), (cover!.After, cover.UpTo, cover.Next));
        Assert.Equal([3, 5, 7], cover.Within);
    }

    /// <summary>Those it lacks are absent then, and asked for.</summary>
    [Fact]
    public void Page_that_reaches_the_total_but_for_a_few_is_the_last_too()
    {
        var cover = Cover(OffsetWalkRules.First, [3, 5, 7], total: 5);

        Assert.Equal((UpTo, null), (cover!.UpTo, cover.Next));
    }

    [Fact]
    public void Millisecond_in_which_a_page_ends_is_left_to_the_next()
    {
        var cover = Cover(OffsetWalkRules.First, [3, 5, 7, 7], total: 100);

        Assert.Equal((Window.Beginning, 6L), (cover!.After, cover.UpTo));
        Assert.Equal([3, 5], cover.Within);
        Assert.Equal(new PageStart(1, After: 6, Behind: null, Seen: 2), cover.Next);
    }

    [Fact]
    public void Page_of_a_single_millisecond_covers_none_of_it_and_is_walked_past()
    {
        var cover = Cover(OffsetWalkRules.First, [7, 7, 7], total: 100);

        Assert.Equal((6L, 0), (cover!.UpTo, cover.Within.Count));
        Assert.Equal([7, 7, 7], cover.Loose);
        Assert.Equal(new PageStart(1, After: 7, Behind: null, Seen: 3), cover.Next);
    }

    [Fact]
    public void Rest_of_a_millisecond_walked_past_is_still_applied() =>
        Assert.Equal([7, 7], Cover(new PageStart(1, 7, null, 3), [7, 7, 9], total: 5, offset: 2)!.Loose);

    [Fact]
    public void Rows_listed_again_are_passed_over() =>
        Assert.Equal([9], Cover(new PageStart(1, 7, null, 3), [3, 5, 9], total: 5, offset: 2)!.Rows);

    [Fact]
    public void Empty_page_short_of_the_total_is_no_end() => Assert.Null(Cover(OffsetWalkRules.First, [], total: 3));

    [Fact]
    public void Empty_list_of_nothing_is_the_end() => Assert.Null(Cover(OffsetWalkRules.First, [], total: 0)!.Next);

    /// <summary>Those it lacks are absent then, and asked for.</summary>
    [Theory]
    [InlineData(2, 4, true)]
    [InlineData(2, 5, false)]
    [InlineData(950, 1_000, true)]
    [InlineData(949, 1_000, false)]
    public void List_may_be_short_of_its_total_by_a_few(int seen, int total, bool isEnd) =>
        Assert.Equal(isEnd, Cover(new PageStart(1, 7, null, seen), [7], total, offset: seen - 1) is not null);

    [Fact]
    public void Full_page_is_never_the_last_whatever_the_total_says() =>
        Assert.NotNull(Cover(OffsetWalkRules.First, [.. Enumerable.Range(1, 500).Select(i => (long)i)], total: 500)!.Next);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 4)]
    [InlineData(100, 90)]
    [InlineData(5_000, 4_950)]
    public void Pages_overlap(long seen, int offset) => Assert.Equal(offset, OffsetWalkRules.Offset(new PageStart(1, 7, null, seen)));

    [Theory]
    [InlineData(10, 7, false)]
    [InlineData(10, 8, true)]
    [InlineData(0, 8, false)]
    public void Page_that_does_not_overlap_may_have_skipped_some(int offset, long first, bool isBehind) => Assert.Equal(
        isBehind, OffsetWalkRules.BeginsBehind(new PageStart(1, After: 7, null, 11), offset, new Listed<long>([first], 1, 100), row => row));

    private static OffsetCover<long>? Cover(PageStart start, long[] rows, int total, int offset = 0) =>
        OffsetWalkRules.Cover(start, UpTo, offset, new Listed<long>(rows, rows.Length, total), row => row);
}
