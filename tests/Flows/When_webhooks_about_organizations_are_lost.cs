using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Organizations;
using Serverless.Platform.Cosmos;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Webhooks about organizations and memberships are lost; what the store then lacks, reconciliation mends.</summary>
public sealed class When_webhooks_about_organizations_are_lost : IAsyncLifetime
{
    private const int Organizations = 50;
    private const int People = 500;
    private const int Seed = 43;

    private readonly Random random = new(Seed);
    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>So much is lost that a run would stop by itself.</summary>
    public async ValueTask InitializeAsync() => stack = await TestStack.Start(null, ("RECONCILE_MAX_BURIAL_SHARE", "0.5"));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    [Fact]
    public async Task A_sweep_makes_every_document_equal_to_clerks()
    {
        var lost = await LoseAThirdOfEverything() + await LoseOneOfEachKind();
        var before = await TruthAtClerk.Differences(stack);

        await stack.Sweep();

        Assert.Empty(await TruthAtClerk.Differences(stack));
        var run = (await stack.OrganizationRuns())[0];
        Assert.Equal((RunKind.Organizations, RunPhase.Done), (run.Kind, run.Phase));
        TestContext.Current.SendDiagnosticMessage($"{lost} webhooks lost, {before.Count} documents were wrong; {Told(run)}");
        Assert.True(before.Count > 100, "the faults were felt");
        var repairs = await stack.Repairs(run.Run);
        // An organization of which neither beginning nor end was heard leaves a tombstone where nothing was wrong but its members.
        var unheard = repairs.Count(repair => repair is { Of: RepairOf.Organization, Drift: Drift.Kept, From: null });
        Assert.Equal(before.Count + unheard, run.Totals.Repaired);
        Assert.Contains(repairs, repair => repair is { Of: RepairOf.Organization, Drift: Drift.Missing, User: null, Organization: not null });
        Assert.Contains(repairs, repair => repair is { Of: RepairOf.Membership, Drift: Drift.Stale, User: not null, Organization: not null });
        Assert.Contains(repairs, repair => repair is { Of: RepairOf.Membership, Drift: Drift.Kept });
    }

    [Fact]
    public async Task The_run_of_every_quarter_of_an_hour_mends_all_that_the_counts_or_the_newest_page_tell()
    {
        await stack.Sweep();
        await LoseAThirdOfEverything();

        await stack.LookForChanges();
        await stack.LookForChanges();

        // What is left are changes to what is there, of organizations whose number of members is right: those a sweep finds.
        Assert.DoesNotContain(await TruthAtClerk.Differences(stack), difference => difference.EndsWith("missing", StringComparison.Ordinal)
            || difference.EndsWith("kept", StringComparison.Ordinal));
        Assert.Contains(await stack.OrganizationRuns(), run => run is { Kind: RunKind.MemberCounts, Phase: RunPhase.Done });
    }

    [Fact]
    public async Task When_all_is_well_the_quarter_of_an_hour_costs_two_requests_more()
    {
        await Populate();
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        await stack.Sweep();

        await stack.LookForChanges();

        var changes = (await stack.Runs())[0];
        Assert.Equal((RunKind.Changes, 4L), (changes.Kind, changes.Totals.ClerkCalls));
        Assert.Equal(0, changes.Totals.Repaired);
        Assert.Single(await stack.OrganizationRuns());
    }

    [Fact]
    public async Task Who_left_and_joined_again_unheard_is_a_member_under_the_new_membership()
    {
        var (organization, person) = await OneMember();
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        Directory.RemoveMember(organization, person);
        var again = Directory.AddMember(organization, person, ClerkRole.Admin);

        await stack.Sweep();

        var member = Assert.Single(await Members(), member => member.UserSubject == person);
        Assert.Equal((again.Id, ClerkRole.Admin, false), (member.Membership, member.Role, member.HasEnded));
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task Who_left_unheard_is_no_member_and_a_deleted_organization_has_none()
    {
        var (organization, person) = await OneMember();
        var (deleted, _) = await OneMember();
        await stack.Sweep();
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        Directory.RemoveMember(organization, person);
        Directory.DeleteOrganization(deleted);

        await stack.LookForChanges();

        Assert.Empty(await TruthAtClerk.Differences(stack));
        var totals = (await stack.OrganizationRuns())[0].Totals;
        Assert.Equal((1, 1, 3, 3), (totals.Organizations!.Absent, totals.Organizations.Ended, totals.Memberships!.Absent, totals.Memberships.Ended));
    }

    /// <summary>Both its creation and its deletion were lost, so no list of either side names it.</summary>
    [Fact]
    public async Task Memberships_of_an_organization_that_was_never_heard_of_end_when_clerk_knows_none()
    {
        await stack.Sweep();
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()) { EventType = "organization." });
        var (organization, _) = await OneMember();
        Directory.DeleteOrganization(organization);

        await stack.LookForChanges();

        Assert.All(await Members(), member => Assert.True(member.HasEnded));
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    /// <summary>Clerk announces a person's deletion, and not that their memberships end with it.</summary>
    [Fact]
    public async Task Memberships_of_a_deleted_person_end()
    {
        var (_, person) = await OneMember();
        await stack.Sweep();
        Directory.DeleteUser(person);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();

        await stack.LookForChanges();

        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task Organization_with_more_members_than_a_page_holds_is_compared_whole()
    {
        var people = Directory.CreateUsers(1_300, number => new NewUser { EmailAddress = $"person-{number}@people.example" }, announce: false);
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var large = Directory.CreateOrganization(new NewOrganization { Name = "Large", CreatedBy = people[0].Id });
        foreach (var person in people.Skip(1))
        {
            Directory.AddMember(large.Id, person.Id);
        }

        await stack.Sweep();
        foreach (var person in people.Skip(600).Take(40))
        {
            Directory.RemoveMember(large.Id, person.Id);
        }

        Directory.ChangeRole(large.Id, people[^1].Id, ClerkRole.Admin);
        await stack.Sweep();

        Assert.Empty(await TruthAtClerk.Differences(stack));
        var totals = (await stack.OrganizationRuns())[0].Totals.Memberships!;
        Assert.Equal((40, 40, 0, 1), (totals.Absent, totals.Ended, totals.Present, totals.Stale));
    }

    private async Task<int> LoseAThirdOfEverything()
    {
        var clerk = stack.Emulators.Clerk;
        var lost = new[] { "organization.", "organizationMembership." }
            .Select((type, i) => clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()) { EventType = type, Probability = 0.3, Seed = Seed + i }))
            .ToList();
        await Populate();
        Change();
        await clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        clerk.Faults.Clear();
        Assert.All(lost, fault => Assert.True(fault.Hits > 0));
        return lost.Sum(fault => fault.Hits);
    }

    /// <summary>So that chance leaves out no kind.</summary>
    private async Task<int> LoseOneOfEachKind()
    {
        var (left, promoted) = (await OneMember(), await OneMember());
        var fault = stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        Directory.CreateOrganization(new NewOrganization { Name = "Unheard of", CreatedBy = left.Person });
        Directory.RemoveMember(left.Organization, left.Person);
        Directory.ChangeRole(promoted.Organization, promoted.Person, ClerkRole.Admin);
        stack.Emulators.Clerk.Faults.Clear();
        return fault.Hits;
    }

    private async Task Populate()
    {
        var start = DateTimeOffset.UtcNow.AddHours(-3);
        var people = Directory.CreateUsers(
            People, number => new NewUser { EmailAddress = $"person-{number}@people.example", Since = start.AddSeconds(10 * number) });
        for (var number = 0; number < Organizations; number++)
        {
            var organization = Directory.CreateOrganization(new NewOrganization { Name = $"Organization {number}", CreatedBy = people[random.Next(People)].Id });
            foreach (var person in people.Where(_ => random.Next(50) == 0).Where(person => Directory.FindMembership(organization.Id, person.Id) is null))
            {
                Directory.AddMember(organization.Id, person.Id);
            }
        }

        await stack.Emulators.Clerk.WebhooksAtRestAsync();
    }

    private void Change()
    {
        foreach (var (number, organization) in Directory.Organizations().Index())
        {
            var members = Directory.Members(organization.Id).Where(member => member.Role == ClerkRole.Member).ToList();
            foreach (var member in members)
            {
                switch (random.Next(20))
                {
                    case < 4:
                        Directory.ChangeRole(organization.Id, member.UserId, ClerkRole.Admin);
                        break;
                    case 4:
                        Directory.RemoveMember(organization.Id, member.UserId);
                        break;
                    case 5:
                        Directory.RemoveMember(organization.Id, member.UserId);
                        Directory.AddMember(organization.Id, member.UserId);
                        break;
                }
            }

            if (number % 3 == 0)
            {
                Directory.UpdateOrganization(organization.Id, present => present with { Name = $"Renamed {number}", PublicMetadata = """{"plan":"pro"}""" });
            }

            if (number % 25 == 0)
            {
                Directory.DeleteOrganization(organization.Id);
            }
        }
    }

    /// <summary>An organization of two, both known; the second may leave.</summary>
    private async Task<(string Organization, string Person)> OneMember()
    {
        var admin = Directory.CreateUser(new NewUser { EmailAddress = $"admin-{random.Next()}@people.example" });
        var person = Directory.CreateUser(new NewUser { EmailAddress = $"person-{random.Next()}@people.example" });
        var organization = Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = admin.Id });
        Directory.AddMember(organization.Id, person.Id);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        return (organization.Id, person.Id);
    }

    private async Task<IReadOnlyList<MembershipDocument>> Members()
    {
        var members = new List<MembershipDocument>();
        await foreach (var member in stack.App.Services.GetRequiredService<Documents<MembershipDocument>>().Query($"SELECT * FROM c", null, Cancellation))
        {
            members.Add(member.Value);
        }

        return members;
    }

    private static string Told(RunDocument run) =>
        $"organizations: {run.Totals.Organizations}; memberships: {run.Totals.Memberships}; {run.Totals.ClerkCalls} calls, {run.Totals.RequestUnits:0} request units, "
        + $"{run.FinishedAt - run.StartedAt} ms";
}
