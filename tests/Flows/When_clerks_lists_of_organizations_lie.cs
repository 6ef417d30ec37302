using System.Security.Cryptography;
using System.Text;
using Local.Clerk;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Lists of organizations and members that are empty, cut short or full of holes end nobody; nor does one that would end too many.</summary>
public sealed class When_clerks_lists_of_organizations_lie : IAsyncLifetime
{
    private const int Organizations = 40;
    private const int MembersOfEach = 10;

    private TestStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        var people = Clerk.Directory.CreateUsers(MembersOfEach, number => new NewUser { EmailAddress = $"person-{number}@people.example" }, announce: false);
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        for (var number = 0; number < Organizations; number++)
        {
            var organization = Clerk.Directory.CreateOrganization(new NewOrganization { Name = $"Organization {number}", CreatedBy = people[0].Id });
            foreach (var person in people.Skip(1))
            {
                Clerk.Directory.AddMember(organization.Id, person.Id);
            }
        }

        await stack.Sweep();
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    private ClerkSimulator Clerk => stack.Emulators.Clerk;

    [Fact]
    public async Task Lists_that_are_empty_by_mistake_are_not_taken_for_the_end()
    {
        var organizations = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(0)) { PathContains = "/organizations", Times = 1 });
        var members = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(0)) { PathContains = "/memberships", Times = 5 });

        await stack.Sweep();

        Assert.Equal((1, 5), (organizations.Hits, members.Hits));
        await ExpectNobodyEnded(RunPhase.Done);
    }

    [Fact]
    public async Task Lists_that_are_cut_short_end_nobody()
    {
        var cut = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(0.5)) { PathContains = "/organizations" });

        await stack.Sweep();

        Assert.True(cut.Hits > Organizations);
        await ExpectNobodyEnded(RunPhase.Done, RunPhase.Stopped);
    }

    [Fact]
    public async Task Lists_with_a_few_holes_have_those_left_out_confirmed_and_end_nobody()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.HideFromLists(ShareThatHidesTwo())) { PathContains = "/memberships" });

        await stack.Sweep();

        var totals = (await ExpectNobodyEnded(RunPhase.Done)).Totals.Memberships!;
        Assert.Equal((2, 2), (totals.Absent, totals.Present));
    }

    [Fact]
    public async Task List_that_is_empty_and_says_so_stops_the_run_and_the_next_one_ends_what_is_gone()
    {
        Clerk.Directory.DeleteOrganization(Clerk.Directory.Organizations()[3].Id);
        var empty = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ShortPage(0)) { PathContains = "/organizations", Times = 1 });
        var none = Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.WrongCount(0)) { PathContains = "/organizations", Times = 1 });

        await stack.Sweep();

        Assert.Equal((1, 1), (empty.Hits, none.Hits));
        Assert.Equal((RunPhase.Stopped, 0L), ((await stack.OrganizationRuns())[0].Phase, (await stack.OrganizationRuns())[0].Totals.Organizations!.Ended));

        await stack.Sweep();

        var totals = (await stack.OrganizationRuns())[0].Totals;
        Assert.Equal((1, MembersOfEach), (totals.Organizations!.Ended, totals.Memberships!.Ended));
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task Half_the_organizations_missing_from_the_list_stops_the_run()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.HideFromLists(0.5)) { PathContains = "/organizations" });
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.WrongCount(0)) { PathContains = "/memberships" });

        await stack.Sweep();

        var run = await ExpectNobodyEnded(RunPhase.Stopped);
        Assert.Contains("may end at once", run.Remark!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_the_members_missing_from_lists_and_totals_stops_the_run()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.HideFromLists(0.5)) { PathContains = "/memberships" });
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.WrongCount(0)) { PathContains = "/memberships" });

        await stack.Sweep();

        await ExpectNobodyEnded(RunPhase.Stopped);
    }

    [Fact]
    public async Task Deleting_many_organizations_at_once_stops_the_run_until_somebody_allows_it()
    {
        foreach (var organization in Clerk.Directory.Organizations().Take(10))
        {
            Clerk.Directory.DeleteOrganization(organization.Id);
        }

        await stack.Sweep();

        var run = (await stack.OrganizationRuns())[0];
        Assert.Equal((RunPhase.Stopped, 10L, 10L * MembersOfEach), (run.Phase, run.Totals.Organizations!.Absent, run.Totals.Memberships!.Absent));
        Assert.Equal((0, 0), (run.Totals.Organizations.Ended, run.Totals.Memberships.Ended));
    }

    [Fact]
    public async Task Clerk_that_is_out_half_the_time_delays_the_run_and_loses_nothing()
    {
        Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.Answer(500)) { PathContains = "/organizations", Probability = 0.5, Seed = 3 });

        await stack.Sweep();

        await ExpectNobodyEnded(RunPhase.Done);
    }

    /// <summary>The simulator hides those whose id has the lowest hashes: more than two of ten would be a list that is cut short.</summary>
    private double ShareThatHidesTwo()
    {
        var hashes = Clerk.Directory.Organizations().SelectMany(organization => Clerk.Directory.Members(organization.Id))
            .Select(member => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(member.Id))) / (double)uint.MaxValue).Order().ToList();
        return (hashes[1] + hashes[2]) / 2;
    }

    private async Task<RunDocument> ExpectNobodyEnded(params RunPhase[] phases)
    {
        Clerk.Faults.Clear();
        var run = (await stack.OrganizationRuns())[0];
        Assert.Equal(RunKind.Organizations, run.Kind);
        Assert.Contains(run.Phase, phases);
        Assert.Equal((0, 0), (run.Totals.Organizations!.Ended, run.Totals.Memberships!.Ended));
        Assert.Empty(await TruthAtClerk.Differences(stack));
        return run;
    }
}
