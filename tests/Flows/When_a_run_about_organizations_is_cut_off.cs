using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Ids;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Whoever worked on a run is gone, together with the messages that should have led on; the next tick takes it up.</summary>
public sealed class When_a_run_about_organizations_is_cut_off : IAsyncLifetime
{
    private const int Organizations = 30;

    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunStore Store => stack.App.Services.GetRequiredService<RunStore>();

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        var people = Directory.CreateUsers(8, number => new NewUser { EmailAddress = $"person-{number}@people.example" }, announce: false);
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        for (var number = 0; number < Organizations; number++)
        {
            var organization = Directory.CreateOrganization(new NewOrganization { Name = $"Organization {number}", CreatedBy = people[0].Id });
            Directory.AddMember(organization.Id, people[1 + (number % 7)].Id);
        }

        await stack.Sweep();
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    /// <summary>Between the end of a sweep of users and the first step of what follows it.</summary>
    [Fact]
    public async Task Run_that_was_only_named_begins()
    {
        ChangeMembers();
        var current = await Wish();

        await Resume(current);

        await ExpectDone(current);
    }

    [Fact]
    public async Task Run_that_was_only_named_begins_when_the_last_step_before_it_is_delivered_again()
    {
        ChangeMembers();
        var sweep = (await stack.Runs())[0];
        var current = await Wish();

        await stack.App.Services.GetRequiredService<StepSender>().SendAgain(new FinishRun(sweep.Run, 0), Cancellation);
        await stack.RunEnds();

        await ExpectDone(current);
    }

    [Fact]
    public async Task Page_that_was_begun_and_forgotten_is_compared_and_so_are_its_members()
    {
        ChangeMembers();
        var current = await Wish();
        await Begin(current, Page(current, isDone: false) with { Organizations = [.. Directory.Organizations().Select(each => each.Id)] });

        await Resume(current);

        await ExpectDone(current);
    }

    [Fact]
    public async Task Members_whose_message_was_never_sent_are_compared()
    {
        ChangeMembers();
        var current = await Wish();
        await Begin(current, Page(current, isDone: true), new PartDocument
        {
            Run = current.Run,
            Id = PartDocument.MembersId(0, 0),
            Number = 0,
            IsDone = false,
            Organizations = [.. Directory.Organizations().Select(each => each.Id)],
            UpdatedAt = current.StartedAt,
        });

        await Resume(current);

        await ExpectDone(current);
    }

    [Fact]
    public async Task Search_for_strays_and_confirmation_are_taken_up_again()
    {
        var deleted = Delete();
        var current = await Wish();
        await Begin(current, Page(current, isDone: true) with { Absent = [deleted], Totals = Absent() }, new PartDocument
        {
            Run = current.Run,
            Id = PartDocument.StraysId,
            Number = 0,
            IsDone = false,
            UpdatedAt = current.StartedAt,
        });

        await Resume(current);

        var totals = (await ExpectDone(current)).Totals;
        Assert.Equal((1, 2), (totals.Organizations!.Ended, totals.Memberships!.Ended));
    }

    [Fact]
    public async Task Batch_that_was_begun_and_forgotten_is_confirmed()
    {
        var deleted = Delete();
        var current = await Wish();
        await Begin(current, RunPhase.Confirming, Page(current, isDone: true), new PartDocument
        {
            Run = current.Run,
            Id = PartDocument.BatchId(0),
            Number = 0,
            IsDone = false,
            Absent = [deleted],
            UpdatedAt = current.StartedAt,
        });

        await Resume(current);

        await ExpectDone(current);
    }

    /// <summary>As far as an end gets that dies after the write in which it named this run.</summary>
    private async Task<CurrentRun> Wish()
    {
        var then = (DateTimeOffset.UtcNow - RunRules.StalledAfter - TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds();
        var run = CurrentRun.OverAll(RunKind.Organizations, RunId.New(stack.App.Services.GetRequiredService<IdGenerator>()), then);
        var current = run with { Windows = [new Window(Window.Beginning, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())] };
        await Store.Change(state => state with { Current = current }, Cancellation);
        return current;
    }

    private Task Begin(CurrentRun current, params PartDocument[] parts) => Begin(current, RunPhase.Walking, parts);

    private async Task Begin(CurrentRun current, RunPhase phase, params PartDocument[] parts)
    {
        await Store.TryCreate(
            new RunDocument { Run = current.Run, Kind = current.Kind, Phase = phase, StartedAt = current.StartedAt, Windows = current.Windows }, Cancellation);
        foreach (var part in parts)
        {
            await Store.Begin(part, Cancellation);
        }
    }

    private static PartDocument Page(CurrentRun current, bool isDone) => new()
    {
        Run = current.Run,
        Id = PartDocument.PageId(0, 0),
        Window = 0,
        Number = 0,
        IsDone = isDone,
        UpdatedAt = current.StartedAt,
    };

    private static RunTotals Absent() => new()
    {
        Organizations = new SubjectTotals { Absent = 1 },
        Memberships = new SubjectTotals { Absent = 2 },
    };

    private void ChangeMembers()
    {
        var organizations = Directory.Organizations();
        Directory.ChangeRole(organizations[1].Id, Member(organizations[1]), ClerkRole.Admin);
        Directory.RemoveMember(organizations[2].Id, Member(organizations[2]));
    }

    private string Member(ClerkOrganization organization) =>
        Directory.Members(organization.Id).Single(member => member.Role == ClerkRole.Member).UserId;

    private string Delete()
    {
        var deleted = Directory.Organizations()[4].Id;
        Directory.DeleteOrganization(deleted);
        return deleted;
    }

    private async Task Resume(CurrentRun current)
    {
        Assert.NotEmpty(await TruthAtClerk.Differences(stack));
        await stack.App.Services.GetRequiredService<RunControl>().Resume(current, Cancellation);
        await stack.RunEnds();
    }

    private async Task<RunDocument> ExpectDone(CurrentRun current)
    {
        var run = Assert.Single(await stack.OrganizationRuns(), run => run.Run == current.Run);
        Assert.Equal(RunPhase.Done, run.Phase);
        Assert.Null((await Store.FindState(Cancellation))!.Value.Current);
        Assert.Empty(await TruthAtClerk.Differences(stack));
        return run;
    }
}
