using Serverless.Platform.Ids;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

/// <summary>When a run may bury, when it stops, and what is sent again after it was cut off.</summary>
public sealed class RunRulesTests
{
    private const double Share = 0.01;

    private static readonly RunId Id = RunId.New(new IdGenerator(new ManualClock()));

    private static readonly PageStart Second = new(1, After: 500, Behind: null, Seen: 500);

    [Fact]
    public void Run_with_an_open_page_waits() =>
        Assert.IsType<RunDecision.Wait>(Next(Run(), [Page(0, next: Second), Page(1, isDone: false)]));

    [Fact]
    public void Run_whose_next_page_nobody_has_begun_waits() => Assert.IsType<RunDecision.Wait>(Next(Run(), [Page(0, next: Second)]));

    [Fact]
    public void Run_with_a_window_nobody_has_begun_waits() =>
        Assert.IsType<RunDecision.Wait>(Next(Run() with { Windows = [new(-1, 9), new(9, 20)] }, [Page(0)]));

    [Fact]
    public void Run_that_missed_nobody_is_done() =>
        Assert.Equal(new RunDecision.End(RunPhase.Done), Next(Run(), [Page(0, next: Second), Page(1)]));

    [Fact]
    public void Those_no_page_named_are_confirmed_in_batches_of_what_one_request_takes()
    {
        var absent = Enumerable.Range(0, 150).Select(i => $"user_{i}").ToArray();
        var confirm = Assert.IsType<RunDecision.Confirm>(Next(Run() with { Population = 100_000 }, [Page(0, absent: absent)]));

        Assert.Equal([100, 50], confirm.Batches.Select(batch => batch.Count));
        Assert.Equal(absent, confirm.Batches.SelectMany(batch => batch));
    }

    [Fact]
    public void More_absent_than_the_share_stops_the_run()
    {
        var end = Assert.IsType<RunDecision.End>(Next(Run() with { Population = 2_000 }, [Page(0, absent: Ids(21))]));

        Assert.Equal(RunPhase.Stopped, end.Phase);
        Assert.StartsWith("21 of 2000 users are absent", end.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_as_the_share_may_go() =>
        Assert.IsType<RunDecision.Confirm>(Next(Run() with { Population = 2_000 }, [Page(0, absent: Ids(20))]));

    [Fact]
    public void In_a_small_company_a_few_may_always_go() =>
        Assert.IsType<RunDecision.Confirm>(Next(Run() with { Population = 12 }, [Page(0, absent: Ids(RunRules.AlwaysAllowed))]));

    [Fact]
    public void Those_counted_but_not_named_count_for_the_brake_too() => Assert.IsType<RunDecision.End>(Next(
        Run() with { Population = 1_000 }, [Page(0, absent: Ids(1)) with { Totals = new RunTotals { Absent = 5_000 } }]));

    [Fact]
    public void Confirming_ends_when_every_batch_is_done()
    {
        var run = Run() with { Phase = RunPhase.Confirming };
        var page = Page(0, absent: Ids(1));

        Assert.IsType<RunDecision.Wait>(Next(run, [page, Batch(0, isDone: false)]));
        Assert.Equal(new RunDecision.End(RunPhase.Done), Next(run, [page, Batch(0, isDone: true)]));
    }

    [Fact]
    public void Run_that_takes_too_long_fails_and_buries_nobody() => Assert.Equal(
        RunRules.TookTooLong,
        RunRules.Next(Run(), [Page(0, isDone: false, absent: Ids(1))], Share, (long)RunRules.Patience.TotalMilliseconds + 1));

    [Fact]
    public void Run_cut_off_before_its_first_page_begins_with_it() =>
        Assert.Equal([RunRules.FirstPage(Run(), 0), new FinishRun(Id, 0)], RunRules.Unfinished(Run(), []));

    [Fact]
    public void Open_page_is_compared_again_from_where_it_began() => Assert.Equal(
        [new ComparePage(Id, 0, Second), new FinishRun(Id, 0)],
        RunRules.Unfinished(Run(), [Page(0, next: Second), Page(1, isDone: false, next: new PageStart(2, 900, null, 900))]).Take(1)
            .Append(new FinishRun(Id, 0)));

    [Fact]
    public void Page_whose_message_was_never_sent_is_sent() => Assert.Equal(
        [new ComparePage(Id, 0, Second), new FinishRun(Id, 0)], RunRules.Unfinished(Run(), [Page(0, next: Second)]));

    [Fact]
    public void Open_batch_is_asked_for_again() => Assert.Equal(
        [new ConfirmAbsent(Id, 1), new FinishRun(Id, 0)], RunRules.Unfinished(Run(), [Page(0), Batch(0, isDone: true), Batch(1, isDone: false)]));

    private static RunDecision Next(RunDocument run, IReadOnlyCollection<PartDocument> parts) => RunRules.Next(run, parts, Share, now: 0);

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"user_{i}")];

    private static RunDocument Run() => new()
    {
        Run = Id,
        Kind = RunKind.Sweep,
        Phase = RunPhase.Walking,
        StartedAt = 0,
        Windows = [new Window(Window.Beginning, 1_000)],
    };

    private static PartDocument Page(int number, bool isDone = true, PageStart? next = null, string[]? absent = null) => new()
    {
        Run = Id,
        Id = PartDocument.PageId(0, number),
        Window = 0,
        Number = number,
        IsDone = isDone,
        Next = next,
        Absent = absent ?? [],
        Totals = new RunTotals { Absent = absent?.Length ?? 0 },
        UpdatedAt = 0,
    };

    private static PartDocument Batch(int number, bool isDone) => new()
    {
        Run = Id,
        Id = PartDocument.BatchId(number),
        Number = number,
        IsDone = isDone,
        UpdatedAt = 0,
    };
}
