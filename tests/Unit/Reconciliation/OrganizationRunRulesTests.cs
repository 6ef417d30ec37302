using Serverless.Identity;
using Serverless.Platform.Ids;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

/// <summary>When a run about organizations looks for strays, confirms, stops and ends; and what is sent again after it was cut off.</summary>
public sealed class OrganizationRunRulesTests
{
    private const double Share = 0.01;

    private static readonly IdGenerator Ids = new(new ManualClock());
    private static readonly RunId Id = RunId.New(Ids);

    [Fact]
    public void Run_with_open_members_waits() => Assert.IsType<RunDecision.Wait>(Next(Run(), Page(), Members(isDone: false)));

    [Fact]
    public void Strays_are_looked_for_when_all_is_compared() => Assert.IsType<RunDecision.LookForStrays>(Next(Run(), Page(), Members()));

    [Fact]
    public void Run_that_missed_nothing_is_done() => Assert.Equal(new RunDecision.End(RunPhase.Done), Next(Run(), Page(), Members(), Strays()));

    [Fact]
    public void What_no_list_named_is_confirmed_in_batches()
    {
        var members = Enumerable.Range(0, 150).Select(_ => new AbsentMember(OrganizationId.New(Ids), AUser.Id)).ToArray();
        var confirm = Assert.IsType<RunDecision.ConfirmOrganizations>(
            Next(Run() with { Population = 100_000 }, Page(["org_1"]), Members(absent: members), Strays(["org_1", "org_2"])));

        Assert.Equal(["org_1", "org_2"], Assert.Single(confirm.Batches));
        Assert.Equal([100, 50], confirm.Members.Select(batch => batch.Count));
    }

    [Fact]
    public void Members_of_absent_organizations_count_for_the_brake_too()
    {
        var page = Page(["org_1"]) with
        {
            Totals = new RunTotals { Organizations = new SubjectTotals { Absent = 1 }, Memberships = new SubjectTotals { Absent = 20 } },
        };

        var end = Assert.IsType<RunDecision.End>(Next(Run() with { Population = 2_000 }, page, Strays()));

        Assert.Equal(RunPhase.Stopped, end.Phase);
        Assert.StartsWith("1 organizations and 20 memberships, of 2000 of both", end.Remark, StringComparison.Ordinal);
        Assert.IsType<RunDecision.ConfirmOrganizations>(Next(Run() with { Population = 2_100 }, page, Strays()));
    }

    [Fact]
    public void Confirming_ends_when_every_batch_is_done()
    {
        var run = Run() with { Phase = RunPhase.Confirming };

        Assert.IsType<RunDecision.Wait>(Next(run, Page(["org_1"]), Strays(), Batch(isDone: false)));
        Assert.Equal(new RunDecision.End(RunPhase.Done), Next(run, Page(["org_1"]), Strays(), Batch(isDone: true)));
    }

    [Fact]
    public void Each_open_part_is_sent_again_as_its_own_step() => Assert.Equal(
        [
            new CompareOrganizations(Id, OffsetWalkRules.First),
            new CompareMembers(Id, PartDocument.MembersId(0, 0)),
            new FindStrays(Id, 0),
            new ConfirmOrganizations(Id, 0),
            new FinishRun(Id, 0),
        ],
        RunRules.Unfinished(Run(), [Page() with { IsDone = false }, Members(isDone: false), Strays() with { IsDone = false }, Batch(isDone: false)]));

    [Fact]
    public void Run_cut_off_before_its_first_page_begins_with_it() =>
        Assert.Equal([new CompareOrganizations(Id, OffsetWalkRules.First), new FinishRun(Id, 0)], RunRules.Unfinished(Run(), []));

    [Fact]
    public void What_a_part_leaves_has_an_id_of_its_own() => Assert.Equal(
        ["part-members-0000000-000-00000", "part-members-0000000-000-00001", "part-members-0000000-000-00010"],
        [Members().Id, Members().FollowingId, (Members() with { Number = 9 }).FollowingId]);

    private static RunDecision Next(RunDocument run, params PartDocument[] parts) => RunRules.Next(run, parts, Share, now: 0);

    private static RunDocument Run() => new()
    {
        Run = Id,
        Kind = RunKind.Organizations,
        Phase = RunPhase.Walking,
        StartedAt = 0,
        Windows = [new Window(Window.Beginning, 1_000)],
    };

    private static PartDocument Page(string[]? absent = null) => Part(PartDocument.PageId(0, 0)) with { Window = 0, Absent = absent ?? [], Totals = Totals(absent) };

    private static PartDocument Strays(string[]? absent = null) => Part(PartDocument.StraysId) with { Absent = absent ?? [], Totals = Totals(absent) };

    private static PartDocument Members(bool isDone = true, AbsentMember[]? absent = null) => Part(PartDocument.MembersId(0, 0)) with
    {
        IsDone = isDone,
        AbsentMembers = absent ?? [],
        Totals = new RunTotals { Memberships = new SubjectTotals { Absent = absent?.Length ?? 0 } },
    };

    private static PartDocument Batch(bool isDone) => Part(PartDocument.BatchId(0)) with { IsDone = isDone };

    private static RunTotals Totals(string[]? absent) => new() { Organizations = new SubjectTotals { Absent = absent?.Length ?? 0 } };

    private static PartDocument Part(string id) => new() { Run = Id, Id = id, Number = 0, IsDone = true, UpdatedAt = 0 };
}
