using FsCheck;
using FsCheck.Fluent;
using Serverless.Identity;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

/// <summary>The walk names everybody, whatever Clerk's list does between its pages; and vouches only for what a page covers.</summary>
public sealed class WalkRulesTests
{
    private const int Limit = 4;

    private static readonly Window Whole = new(Window.Beginning, 1_000);

    private static readonly PageStart First = new(0, Window.Beginning, Behind: null, Seen: 0);

    /// <summary>Times at which accounts were made, few enough that many share a millisecond.</summary>
    private static readonly Arbitrary<int[]> Times = Arb.From(
        from size in Gen.Choose(0, 30)
        from times in Gen.Choose(0, 8).ArrayOf(size)
        select times);

    [Fact]
    public void Full_page_leaves_its_last_millisecond_to_the_next()
    {
        var page = WalkRules.Cover(First, Whole, Users(10, 20, 30, 30), 4, Limit);

        Assert.Equal((Window.Beginning, 29L), (page.After, page.UpTo));
        Assert.Equal([10, 20], page.Within.Select(user => user.Profile.CreatedAt));
        Assert.Equal(new PageStart(1, 29, Behind: null, Seen: 2), page.Next);
    }

    [Fact]
    public void Page_of_one_millisecond_is_led_on_from_by_its_last_user()
    {
        var users = Users(30, 30, 30, 30);
        var page = WalkRules.Cover(First, Whole, users, 4, Limit);

        Assert.Equal((Window.Beginning, 29L), (page.After, page.UpTo));
        Assert.Empty(page.Within);
        Assert.Equal(users, page.Loose);
        Assert.Equal(new PageStart(1, 30, users[3].Subject.Subject, Seen: 4), page.Next);
    }

    [Fact]
    public void Short_page_is_not_taken_for_the_last()
    {
        var page = WalkRules.Cover(First, Whole, Users(10, 20), 2, Limit);

        Assert.Equal((Window.Beginning, 20L), (page.After, page.UpTo));
        Assert.Equal(new PageStart(1, 20, Behind: null, Seen: 2), page.Next);
    }

    [Fact]
    public void Empty_page_ends_the_window_and_covers_the_rest_of_it()
    {
        var page = WalkRules.Cover(new PageStart(1, 20, Behind: null, Seen: 2), Whole, [], 0, Limit);

        Assert.Equal((20L, 1_000L), (page.After, page.UpTo));
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Walk_names_everybody_once_whether_or_not_the_time_itself_counts_as_after(bool afterIncludes) => Prop.ForAll(Times, times =>
    {
        var clerk = Users([.. times.Order().Select(time => (long)time)]);
        var pages = Walk(clerk, afterIncludes);
        var named = pages.SelectMany(page => page.Within.Concat(page.Loose)).Select(user => user.Subject).ToList();
        return named.ToHashSet().SetEquals(clerk.Select(user => user.Subject))
            && (afterIncludes || named.Count == clerk.Count);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pages_cover_time_without_gap_or_overlap_and_hold_all_users_of_what_they_cover() => Prop.ForAll(Times, times =>
    {
        var clerk = Users([.. times.Order().Select(time => (long)time)]);
        var pages = Walk(clerk, afterIncludes: false);
        return pages.All(page => clerk
                .Where(user => user.Profile.CreatedAt > page.After && user.Profile.CreatedAt <= page.UpTo)
                .All(user => page.Within.Contains(user) || page.Loose.Contains(user)))
            && pages.Zip(pages.Skip(1)).All(pair => pair.First.UpTo <= pair.Second.After)
            && pages[^1].UpTo == Whole.UpTo;
    }).QuickCheckThrowOnFailure();

    /// <summary>Asks for page after page as Clerk answers them: by time, then by id.</summary>
    private static List<PageCover> Walk(IReadOnlyList<UserSeen> clerk, bool afterIncludes)
    {
        var pages = new List<PageCover>();
        for (var start = First; start is not null; start = pages[^1].Next)
        {
            var after = start.Behind is null ? start.After : start.After - 1;
            var answer = clerk
                .Where(user => user.Profile.CreatedAt > after || (afterIncludes && user.Profile.CreatedAt == after))
                .SkipWhile(user => start.Behind is not null && !IsBehind(user, start.Behind, clerk))
                .Take(Limit)
                .ToList();
            pages.Add(WalkRules.Cover(start, Whole, answer, answer.Count, Limit));
            Assert.InRange(pages.Count, 1, 100);
        }

        return pages;
    }

    private static bool IsBehind(UserSeen user, string id, IReadOnlyList<UserSeen> clerk) =>
        clerk.Index().Single(item => item.Item == user).Index > clerk.Index().Single(item => item.Item.Subject.Subject == id).Index;

    private static List<UserSeen> Users(params long[] createdAt) =>
    [
        .. createdAt.Select((time, i) => new UserSeen(
            AUser.ASubject($"user_{i:D3}"), FactSource.Api, Version: 1, new UserProfile { CreatedAt = time })),
    ];
}
