using Local.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary><c>GET /api/me</c> while an organization is active.</summary>
public sealed class When_members_ask_who_they_are : IAsyncLifetime
{
    private TestStack stack = null!;
    private ClerkUser mara = null!;
    private ClerkOrganization northwind = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        var root = stack.SignUp("Root", announce: true);
        mara = stack.SignUp(announce: true);
        northwind = Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = root.Id });
        Directory.AddMember(northwind.Id, mara.Id);
        await Settled();
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Member_sees_the_organization_and_their_role()
    {
        var me = await stack.As(mara, northwind).Get("/api/me");

        Assert.StartsWith("org_", Organization(me, "id"), StringComparison.Ordinal);
        Assert.Equal(("Northwind", "org:member"), (Organization(me, "name"), Organization(me, "role")));
        var listed = (await stack.As(mara).Get("/api/organizations")).Body.GetProperty("items")[0];
        Assert.Equal(listed.GetProperty("id").GetString(), Organization(me, "id"));
    }

    [Fact]
    public async Task Without_an_active_one_nothing_of_it_is_answered_or_read()
    {
        await stack.As(mara).Get("/api/me");
        var cost = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;

        var me = await stack.As(mara).Get("/api/me");

        Assert.Null(me["organization"]);
        Assert.Equal(1, stack.Emulators.Cosmos.Metrics.TotalRequestUnits - cost, tolerance: 0.01);
        Assert.Equal((await stack.User(mara.Id))!.ETag, me.ETag);
    }

    [Fact]
    public async Task The_organization_costs_two_reads_more_and_no_request_to_clerk()
    {
        await stack.As(mara, northwind).Get("/api/me");
        var cost = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;
        var calls = stack.Emulators.Clerk.Metrics.Calls.Sum(call => call.Count);

        await stack.As(mara, northwind).Get("/api/me");

        Assert.Equal(3, stack.Emulators.Cosmos.Metrics.TotalRequestUnits - cost, tolerance: 0.01);
        Assert.Equal(calls, stack.Emulators.Clerk.Metrics.Calls.Sum(call => call.Count));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again_and_a_new_role_is()
    {
        var client = stack.As(mara, northwind);
        var first = await client.Get("/api/me");
        var again = await client.Get("/api/me", ("If-None-Match", first.ETag!));

        Directory.ChangeRole(northwind.Id, mara.Id, "org:admin");
        await Settled();
        var promoted = await client.Get("/api/me", ("If-None-Match", first.ETag!));

        Assert.Equal((304, "", first.ETag), (again.Status, again.Text, again.ETag));
        Assert.Equal((200, "org:admin"), (promoted.Status, Organization(promoted, "role")));
        Assert.NotEqual(first.ETag, promoted.ETag);
    }

    [Fact]
    public async Task New_name_of_the_organization_and_another_organization_are_sent()
    {
        var fabrikam = Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = mara.Id });
        await Settled();
        var first = await stack.As(mara, northwind).Get("/api/me");

        Directory.UpdateOrganization(northwind.Id, organization => organization with { Name = "Southwind" });
        await Settled();
        var renamed = await stack.As(mara, northwind).Get("/api/me", ("If-None-Match", first.ETag!));
        var other = await stack.As(mara, fabrikam).Get("/api/me", ("If-None-Match", renamed.ETag!));
        var none = await stack.As(mara).Get("/api/me", ("If-None-Match", renamed.ETag!));

        Assert.Equal((200, "Southwind"), (renamed.Status, Organization(renamed, "name")));
        Assert.Equal((200, "Fabrikam", "org:admin"), (other.Status, Organization(other, "name"), Organization(other, "role")));
        Assert.Equal((200, null), (none.Status, none["organization"]));
    }

    [Fact]
    public async Task Whoever_has_left_is_told_who_they_are_without_it()
    {
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = northwind.Id });
        var before = await stack.Holding(token).Get("/api/me");
        Directory.RemoveMember(northwind.Id, mara.Id);
        await Settled();

        var me = await stack.Holding(token).Get("/api/me", ("If-None-Match", before.ETag!));

        Assert.Equal((200, "Mara", null), (me.Status, me["firstName"], me["organization"]));
    }

    [Fact]
    public async Task Membership_of_which_no_webhook_told_is_learnt_from_clerk()
    {
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var fabrikam = Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = mara.Id });

        var me = await stack.As(mara, fabrikam).Get("/api/me");

        Assert.Equal((200, "Fabrikam", "org:admin"), (me.Status, Organization(me, "name"), Organization(me, "role")));
    }

    [Fact]
    public async Task Organization_that_came_and_went_unheard_of_is_left_out_and_nobody_is_a_member()
    {
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var fabrikam = Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = mara.Id });
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = fabrikam.Id });
        Directory.DeleteOrganization(fabrikam.Id);

        var me = await stack.Holding(token).Get("/api/me");
        var projects = await stack.Holding(token).Get("/api/projects");

        Assert.Equal((200, "Mara", null), (me.Status, me["firstName"], me["organization"]));
        Assert.Equal((403, "not-a-member"), (projects.Status, projects.Code));
    }

    [Theory]
    [InlineData(ClerkOutage.ServiceUnavailable)]
    [InlineData(ClerkOutage.ConnectionsClosed)]
    public async Task While_clerk_is_down_an_unheard_of_organization_is_left_out_and_a_known_one_is_not(ClerkOutage outage)
    {
        await stack.As(mara).Get("/api/me");   // the keys of tokens are known by now
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var fabrikam = Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = mara.Id });
        stack.Emulators.Clerk.Faults.Outage = outage;

        var unheard = await stack.As(mara, fabrikam).Get("/api/me");
        var known = await stack.As(mara, northwind).Get("/api/me");
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.None;
        var later = await stack.As(mara, fabrikam).Get("/api/me", ("If-None-Match", unheard.ETag!));

        Assert.True(stack.Emulators.Clerk.Faults.OutageHits > 0);
        Assert.Equal((200, "Mara", null), (unheard.Status, unheard["firstName"], unheard["organization"]));
        Assert.Equal((200, "Northwind"), (known.Status, Organization(known, "name")));
        Assert.Equal((200, "Fabrikam"), (later.Status, Organization(later, "name")));
    }

    [Fact]
    public async Task Deletion_takes_the_tag_of_either_answer_and_no_older_one()
    {
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = northwind.Id });
        var old = (await stack.Holding(token).Get("/api/me")).ETag!;
        Directory.UpdateUser(mara.Id, user => user["last_name"] = "Voss");
        await Settled();

        var refused = await stack.Holding(token).Delete("/api/me", ("If-Match", old));
        var current = (await stack.Holding(token).Get("/api/me")).ETag!;
        var deleted = await stack.Holding(token).Delete("/api/me", ("If-Match", current));

        Assert.Equal((412, "changed"), (refused.Status, refused.Code));
        Assert.NotEqual((await stack.User(mara.Id))!.ETag, current);
        Assert.Equal(204, deleted.Status);
    }

    [Fact]
    public async Task Deletion_takes_the_tag_of_oneself_alone()
    {
        var plain = (await stack.As(mara).Get("/api/me")).ETag!;

        var deleted = await stack.As(mara, northwind).Delete("/api/me", ("If-Match", plain));

        Assert.Equal(204, deleted.Status);
    }

    private static string? Organization(ApiAnswer me, string member) =>
        me.Body.TryGetProperty("organization", out var organization) && organization.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task Settled()
    {
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
    }
}
