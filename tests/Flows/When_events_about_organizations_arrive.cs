using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_events_about_organizations_arrive : IAsyncLifetime
{
    private TestStack stack = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Organization_and_its_members_follow_clerk()
    {
        var (root, mara) = (stack.SignUp("Root", announce: true), stack.SignUp("Mara", announce: true));
        var northwind = Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = root.Id });
        Directory.AddMember(northwind.Id, mara.Id);
        await Settled();
        Assert.Empty(await TruthAtClerk.Differences(stack));

        Directory.ChangeRole(northwind.Id, mara.Id, "org:admin");
        Directory.UpdateOrganization(northwind.Id, organization => organization with { Name = "Southwind" });
        await Settled();
        Assert.Empty(await TruthAtClerk.Differences(stack));

        Directory.RemoveMember(northwind.Id, mara.Id);
        await Settled();
        Assert.Empty(await TruthAtClerk.Differences(stack));

        Directory.AddMember(northwind.Id, mara.Id);
        await Settled();
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task End_of_an_organization_ends_its_memberships_without_a_word_about_them()
    {
        var root = stack.SignUp("Root", announce: true);
        var northwind = Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = root.Id });
        foreach (var user in Directory.CreateUsers(120))
        {
            Directory.AddMember(northwind.Id, user.Id);
        }

        await Settled();
        Directory.DeleteOrganization(northwind.Id);
        await Settled();

        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task Membership_that_arrives_before_its_person_and_organization_gives_both_their_ids()
    {
        await stack.Accept(Payloads.Text("organizationMembership.created"));
        await stack.Quiet();
        var organization = await stack.App.Services.GetRequiredService<IdentityMap<OrganizationId>>()
            .Find(ProviderSubject.Clerk("org_2qD1fG5hJk3LzXc7VbNmQwErTyU"), Cancellation);
        await stack.Accept(Payloads.Text("organization.created"));
        await stack.Quiet();

        var document = await stack.App.Services.GetRequiredService<OrganizationStore>().Find(organization!, Cancellation);
        Assert.Equal("Northwind Robotics", document!.Value.Profile!.Name);
    }

    [Fact]
    public async Task Event_that_nobody_can_apply_is_a_dead_letter_at_once()
    {
        await stack.Accept(Payloads.With("organizationMembership.created", ("created_at", null)));
        await stack.Quiet();

        Assert.Equal(1, stack.Emulators.ServiceBus.Counts("organization-events").DeadLettered);
    }

    /// <summary>All that 50 organizations and 500 users went through, by webhook: in any order, a third of it twice, parents last.</summary>
    [Fact]
    public async Task Shuffled_and_doubled_events_with_parents_last_equal_the_truth()
    {
        var (clerk, random) = (stack.Emulators.Clerk, new Random(7));
        var late = new[] { "user.", "organization." }
            .Select(type => clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DelayWebhook(TimeSpan.FromSeconds(8))) { EventType = type })).ToList();
        var doubled = clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DuplicateWebhook()) { EventType = "organizationMembership.", Probability = 0.33, Seed = 7 });
        var shuffled = clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.ReorderWebhook(TimeSpan.FromSeconds(4))) { EventType = "organizationMembership." });

        ChangeEverything(random);
        await Settled();

        TestContext.Current.SendDiagnosticMessage(
            $"organization events: {late[1].Hits} parents late, {doubled.Hits} memberships doubled, {shuffled.Hits} shuffled");
        Assert.All([.. late, doubled, shuffled], fault => Assert.InRange(fault.Hits, 50, int.MaxValue));
        Assert.Equal(0, stack.Emulators.ServiceBus.Counts("organization-events").DeadLettered);
        Assert.Equal([], await TruthAtClerk.Differences(stack));
    }

    private void ChangeEverything(Random random)
    {
        var users = Directory.CreateUsers(500);
        var organizations = users.Take(50)
            .Select((user, i) => Directory.CreateOrganization(new NewOrganization { Name = $"Organization {i}", CreatedBy = user.Id })).ToList();
        for (var i = 0; i < 1500; i++)
        {
            var (organization, user) = (organizations[random.Next(50)].Id, users[50 + random.Next(450)].Id);
            if (Directory.FindMembership(organization, user) is null)
            {
                Directory.AddMember(organization, user, random.Next(2) == 0 ? "org:member" : "org:admin");
            }
            else if (random.Next(2) == 0)
            {
                Directory.ChangeRole(organization, user, random.Next(2) == 0 ? "org:member" : "org:admin");
            }
            else
            {
                Directory.RemoveMember(organization, user);
            }
        }

        // Whoever left comes back to the same few organizations, more than once.
        foreach (var user in users.Skip(50).Take(20))
        {
            for (var i = 0; i < 4; i++)
            {
                _ = Directory.FindMembership(organizations[1].Id, user.Id) is null
                    ? Directory.AddMember(organizations[1].Id, user.Id)
                    : Directory.RemoveMember(organizations[1].Id, user.Id);
            }
        }

        Directory.UpdateOrganization(organizations[2].Id, organization => organization with { Name = "Renamed" });
        Directory.DeleteOrganization(organizations[0].Id);
    }

    private async Task Settled()
    {
        await TestStack.Until(() => stack.Emulators.Clerk.Metrics.Webhooks.Pending == 0, "all webhooks, the late ones too");
        await stack.Quiet();
    }
}
