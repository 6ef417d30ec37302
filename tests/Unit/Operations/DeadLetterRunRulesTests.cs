using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Operations;

public sealed class DeadLetterRunRulesTests
{
    private static readonly DeadLetterPart Users = new(Queues.UserEvents, Matching: 100, From: 1, UpTo: 7);

    private static readonly DeadLetterRun Run = new()
    {
        Run = DeadLetterRunId.Parse("dlr_01j00000000000000000000000"),
        Kind = DeadLetterRunKind.Redrive,
        Phase = DeadLetterRunPhase.Running,
        Filter = DeadLetterFilter.All,
        StartedAt = ADeadLetter.Now.ToUnixTimeMilliseconds(),
        MovedAt = ADeadLetter.Now.ToUnixTimeMilliseconds(),
        Parts = [Users, Users with { Queue = Queues.Invitations }],
    };

    [Fact]
    public void Letter_that_came_after_the_run_began_is_not_wanted()
    {
        Assert.True(Wants(ADeadLetter.With()));
        Assert.False(Wants(ADeadLetter.With() with { SequenceNumber = 8 }));
        Assert.False(Wants(ADeadLetter.With(age: TimeSpan.FromMilliseconds(-1))));
    }

    [Fact]
    public void Part_goes_on_while_letters_are_left_and_then_comes_the_next()
    {
        var first = DeadLetterRunRules.After(Run, done: 50, left: 50, failedAgain: 0, now: 5);
        var second = DeadLetterRunRules.After(first, done: 50, left: 0, failedAgain: 2, now: 6);

        Assert.Equal((0, 1, 50, 5), (first.At, first.Step, first.Done, first.MovedAt));
        Assert.Equal((1, 2, 100, 2), (second.At, second.Step, second.Done, second.FailedAgain));
        Assert.Equal([100, 0], second.Parts.Select(part => part.Done));
        Assert.Null(second.Remark);
    }

    [Fact]
    public void Letters_that_somebody_else_holds_are_waited_for_but_not_for_ever()
    {
        var run = Run;
        for (var wait = 0; wait < DeadLetterRunRules.MostWaits; wait++)
        {
            run = DeadLetterRunRules.After(run, done: 0, left: 3, failedAgain: 0, now: 5);
            Assert.Equal((0, wait + 1), (run.At, run.Waits));
        }

        run = DeadLetterRunRules.After(run, done: 0, left: 3, failedAgain: 0, now: 5);

        Assert.Equal((1, 0), (run.At, run.Waits));
        Assert.StartsWith("3 in user-events could not be got at", run.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Letter_that_is_got_at_ends_the_waiting() => Assert.Equal(
        0, DeadLetterRunRules.After(Run with { Waits = 9 }, done: 1, left: 3, failedAgain: 0, now: 5).Waits);

    [Fact]
    public void Run_ends_when_its_parts_are_done_or_when_it_does_harm()
    {
        var half = DeadLetterRunRules.Counted(Run, at: 0, done: 50);

        Assert.Null(DeadLetterRunRules.End(half, failedAgain: 4));
        Assert.Equal((DeadLetterRunPhase.Stopped, "5 of 50 redriven have failed again."), DeadLetterRunRules.End(half, failedAgain: 5));
        Assert.Equal((DeadLetterRunPhase.Done, null), DeadLetterRunRules.End(half with { At = 2 }, failedAgain: 4));
    }

    [Fact]
    public void Discarding_does_no_harm_by_itself() =>
        Assert.Null(DeadLetterRunRules.End(DeadLetterRunRules.Counted(Run, 0, 50) with { Kind = DeadLetterRunKind.Discard }, failedAgain: 50));

    private static bool Wants(DeadLetter letter) => DeadLetterRunRules.Wants(Run, Users, letter);
}
