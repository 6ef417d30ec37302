using Serverless.Platform.Clerk;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

public sealed class ClerkRateRulesTests
{
    private const int Limit = 80;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, 250, TimeSpan.Zero);
    private static readonly long Second = Now.ToUnixTimeSeconds();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(500, 20)]
    public void First_lease_is_what_is_needed_up_to_a_quarter_of_the_second(int demand, int leased) =>
        Assert.Equal(Lease(new(ClerkRateDocument.OnlyId, Second, leased, 0), leased), ClerkRateRules.Decide(null, Now, demand, Limit));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(75, 5)]
    public void Lease_ends_where_the_second_is_used_up(int taken, int leased) => Assert.Equal(
        Lease(Document(Second, taken + leased), leased), ClerkRateRules.Decide(Document(Second, taken), Now, 10, Limit));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Second_that_is_used_up_is_waited_for(int ahead) => Assert.Equal(
        Wait(DateTimeOffset.FromUnixTimeSeconds(Second + ahead + 1)), ClerkRateRules.Decide(Document(Second + ahead, Limit), Now, 1, Limit));

    [Theory]
    [InlineData(-1)]
    [InlineData(-100_000)]
    [InlineData(3)]
    [InlineData(86_400)]
    public void Second_that_is_over_or_that_only_a_wrong_clock_can_see_is_replaced(int ahead) => Assert.Equal(
        Lease(Document(Second, 4), 4), ClerkRateRules.Decide(Document(Second + ahead, Limit), Now, 4, Limit));

    [Fact]
    public void Second_that_another_clock_began_is_shared() => Assert.Equal(
        Lease(Document(Second + 1, 34), 4), ClerkRateRules.Decide(Document(Second + 1, 30), Now, 4, Limit));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Small_limit_is_leased_one_by_one(int limit) =>
        Assert.Equal(Lease(Document(Second, 1), 1), ClerkRateRules.Decide(Document(Second, 0), Now, 50, limit));

    [Fact]
    public void Pause_is_waited_for_however_much_is_left()
    {
        var paused = ClerkRateRules.Pause(Document(Second, 3), Now, TimeSpan.FromSeconds(4));

        Assert.Equal(Wait(Now.AddSeconds(4)), ClerkRateRules.Decide(paused, Now, 1, Limit));
        Assert.IsType<ClerkRateDecision.Lease>(ClerkRateRules.Decide(paused, Now.AddSeconds(4), 1, Limit));
    }

    [Fact]
    public void Pause_keeps_what_was_taken_and_begins_a_document_where_there_is_none()
    {
        var pause = TimeSpan.FromSeconds(4);
        var until = Now + pause;

        Assert.Equal(
            Document(Second, 3) with { NotBefore = until.ToUnixTimeMilliseconds() }, ClerkRateRules.Pause(Document(Second, 3), Now, pause));
        Assert.Equal(Wait(until), ClerkRateRules.Decide(ClerkRateRules.Pause(null, Now, pause), Now, 1, Limit));
    }

    [Fact]
    public void Shorter_pause_does_not_end_a_longer_one()
    {
        var longer = ClerkRateRules.Pause(null, Now, TimeSpan.FromSeconds(9));

        Assert.Equal(longer, ClerkRateRules.Pause(longer, Now.AddSeconds(1), TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Pause_lasts_a_minute_at_most()
    {
        var paused = ClerkRateRules.Pause(null, Now, TimeSpan.MaxValue);

        Assert.Equal(Wait(Now.AddMinutes(1)), ClerkRateRules.Decide(paused, Now, 1, Limit));
        Assert.Equal(Wait(Now.AddMinutes(1)), ClerkRateRules.Decide(paused, Now.AddSeconds(-1), 1, Limit));
    }

    [Fact]
    public void Pause_that_only_a_wrong_clock_can_ask_for_is_none()
    {
        var wrong = ClerkRateRules.Pause(null, Now.AddDays(1), TimeSpan.FromSeconds(1));

        Assert.IsType<ClerkRateDecision.Lease>(ClerkRateRules.Decide(wrong, Now, 1, Limit));
        Assert.Equal(Wait(Now.AddSeconds(5)), ClerkRateRules.Decide(ClerkRateRules.Pause(wrong, Now, TimeSpan.FromSeconds(5)), Now, 1, Limit));
    }

    [Fact]
    public void Lease_ends_with_its_second()
    {
        var share = default(ClerkRateShare).Add(Second, 2);

        Assert.True(share.Holds(Now));
        Assert.False(share.Holds(Now.AddMilliseconds(750)));
        Assert.False(share.Use().Use().Holds(Now));
        Assert.False(share.Drop().Holds(Now));
    }

    [Fact]
    public void Demand_doubles_within_a_second_and_is_remembered_for_the_next()
    {
        var share = default(ClerkRateShare);
        var leases = new List<int>();
        for (var request = 0; request < 20; request++)
        {
            share = Used(share, Now, leases);
        }

        Assert.Equal([1, 1, 2, 4, 8, 16], leases);
        Used(share, Now.AddSeconds(1), leases);
        Used(share, Now.AddSeconds(2), leases);
        Assert.Equal([20, 1], leases[^2..]);
    }

    [Fact]
    public void Demand_is_at_least_who_waits() => Assert.Equal(9, default(ClerkRateShare).Demand(9, Now));

    private static ClerkRateShare Used(ClerkRateShare share, DateTimeOffset now, List<int> leases)
    {
        if (!share.Holds(now))
        {
            leases.Add(share.Demand(1, now));
            share = share.Add(now.ToUnixTimeSeconds(), leases[^1]);
        }

        return share.Use();
    }

    private static ClerkRateDocument Document(long second, int taken) => new(ClerkRateDocument.OnlyId, second, taken, 0);

    private static ClerkRateDecision.Lease Lease(ClerkRateDocument document, int requests) => new(document, requests);

    private static ClerkRateDecision.Wait Wait(DateTimeOffset until) => new(until);
}
