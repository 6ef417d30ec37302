using Serverless.Operations.DeadLetters;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Operations;

public sealed class DeadLetterChoicesTests
{
    private static readonly ChosenDeadLetter One = new("user-events", 1);

    public static TheoryData<DeadLetterRedrive, string?> Choices => new()
    {
        { new DeadLetterRedrive(), "dead-letters-filter" },
        { new DeadLetterRedrive(All: false), "dead-letters-filter" },
        { new DeadLetterRedrive(All: true), null },
        { new DeadLetterRedrive(Queue: "user-events"), null },
        { new DeadLetterRedrive(Queue: "orders"), "dead-letters-queue" },
        { new DeadLetterRedrive(Queue: ""), "dead-letters-queue" },
        { new DeadLetterRedrive(Reason: "RetriesExhausted"), null },
        { new DeadLetterRedrive(Reason: "", All: true), "dead-letters-word" },
        { new DeadLetterRedrive(Type: new string('a', 129)), "dead-letters-word" },
        { new DeadLetterRedrive(OlderThanMinutes: 1), null },
        { new DeadLetterRedrive(OlderThanMinutes: 0), "dead-letters-age" },
        { new DeadLetterRedrive(OlderThanMinutes: 525_601), "dead-letters-age" },
        { new DeadLetterRedrive(Messages: []), "dead-letters-messages" },
        { new DeadLetterRedrive(Messages: [.. Enumerable.Repeat(One, 100)]), null },
        { new DeadLetterRedrive(Messages: [.. Enumerable.Repeat(One, 101)]), "dead-letters-messages" },
        { new DeadLetterRedrive(Messages: [One with { Queue = "orders" }]), "dead-letters-messages" },
        { new DeadLetterRedrive(Messages: [One with { SequenceNumber = 0 }]), "dead-letters-messages" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void It_must_be_said_which_letters_are_meant(DeadLetterRedrive choice, string? code)
    {
        var (filter, refusal) = DeadLetterChoices.Read(choice, ADeadLetter.Now);

        Assert.Equal(code, refusal?.Code);
        Assert.Equal(code is null, filter is not null);
    }

    [Fact]
    public void Age_becomes_the_time_before_which_they_lay_there() => Assert.Equal(
        ADeadLetter.Now.AddMinutes(-90), DeadLetterChoices.Read(new DeadLetterRedrive(OlderThanMinutes: 90), ADeadLetter.Now).Filter!.Before);

    [Theory]
    [InlineData("ab", false)]
    [InlineData("   ", false)]
    [InlineData("two\nlines", false)]
    [InlineData("old", true)]
    public void Reason_must_be_given_for_a_discard(string because, bool isGood) => Assert.Equal(isGood, DeadLetterChoices.Refusal(because) is null);

    [Fact]
    public void Reason_may_have_200_characters()
    {
        Assert.Null(DeadLetterChoices.Refusal(new string('a', 200)));
        Assert.NotNull(DeadLetterChoices.Refusal(new string('a', 201)));
    }
}
