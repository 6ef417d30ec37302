using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Operations;

public sealed class DeadLetterRulesTests
{
    public static TheoryData<DeadLetterFilter, bool> Filters => new()
    {
        { DeadLetterFilter.All, true },
        { new DeadLetterFilter { Queue = Queues.UserEvents }, true },
        { new DeadLetterFilter { Queue = Queues.Invitations }, false },
        { new DeadLetterFilter { Reason = "RetriesExhausted" }, true },
        { new DeadLetterFilter { Reason = "UserWithoutId" }, false },
        { new DeadLetterFilter { Type = "user.created" }, true },
        { new DeadLetterFilter { Type = "user" }, false },
        { new DeadLetterFilter { Messages = [new DeadLetterName(Queues.UserEvents, 7)] }, true },
        { new DeadLetterFilter { Messages = [new DeadLetterName(Queues.Invitations, 7), new DeadLetterName(Queues.UserEvents, 8)] }, false },
        { new DeadLetterFilter { Before = ADeadLetter.Now }, true },
        { new DeadLetterFilter { Before = ADeadLetter.Now.AddMinutes(-10) }, false },
        { new DeadLetterFilter { Queue = Queues.UserEvents, Reason = "RetriesExhausted", Type = "user.deleted" }, false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void All_that_a_filter_asks_must_be_so(DeadLetterFilter filter, bool matches) =>
        Assert.Equal(matches, DeadLetterRules.Matches(filter, ADeadLetter.With(age: TimeSpan.FromMinutes(10))));

    [Fact]
    public void Age_of_a_letter_of_the_brokers_is_that_of_its_message() => Assert.True(DeadLetterRules.Matches(
        new DeadLetterFilter { Before = ADeadLetter.Now.AddDays(-6) }, ADeadLetter.With() with { DeadLetteredAt = null }));

    [Theory]
    [InlineData(0, 59, false)]
    [InlineData(0, 60, true)]
    [InlineData(1, 119, false)]
    [InlineData(1, 120, true)]
    [InlineData(4, 959, false)]
    [InlineData(4, 960, true)]
    [InlineData(5, 1_000_000, false)]
    public void Each_life_waits_twice_as_long_as_the_one_before_and_there_are_five(int timesRedriven, int minutes, bool isRipe) => Assert.Equal(
        isRipe, DeadLetterRules.IsRipe(ADeadLetter.With(timesRedriven: timesRedriven, age: TimeSpan.FromMinutes(minutes)), ADeadLetter.Now));

    [Theory]
    [InlineData("UserWithoutId")]
    [InlineData("NotAStep")]
    [InlineData("MaxDeliveryCountExceeded")]
    public void What_does_not_pass_by_itself_is_never_ripe(string reason) =>
        Assert.False(DeadLetterRules.IsRipe(ADeadLetter.With(reason, age: TimeSpan.FromDays(30)), ADeadLetter.Now));

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(50, 4, false)]
    [InlineData(50, 5, true)]
    [InlineData(1000, 99, false)]
    [InlineData(1000, 100, true)]
    public void Run_does_harm_when_a_tenth_has_failed_again_and_three_at_least(int redriven, int failedAgain, bool doesHarm) =>
        Assert.Equal(doesHarm, DeadLetterRules.DoesHarm(redriven, failedAgain));

    [Theory]
    [InlineData("Message could not be consumed after 10 delivery attempts.", "Message could not be consumed after 10 delivery attempts.")]
    [InlineData("by mara@people.example, again", "by … again")]
    [InlineData("two\r\nlines\tand \u0001 bells", "two lines and  bells")]
    public void Text_of_others_is_cleaned(string text, string cleaned) => Assert.Equal(cleaned, DeadLetterRules.Cleaned(text));

    [Fact]
    public void Text_of_others_is_cut() => Assert.Equal(new string('a', 99) + "…", DeadLetterRules.Cleaned(new string('a', 100_000)));
}
