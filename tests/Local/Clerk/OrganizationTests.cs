using System.Net;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Organizations and memberships.</summary>
public sealed class OrganizationTests
{
    [Fact]
    public async Task Organization_is_found_by_id_and_slug()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var created = await clerk.SendAsync("POST /organizations", """{"name":"Northwind & Söhne","public_metadata":{"region":"eu"}}""");

        Assert.Equal("northwind---s-hne", created.Text("slug"));
        Assert.Equal(created.Text("id"), (await clerk.SendAsync($"GET /organizations/{created.Text("id")}")).Text("id"));
        Assert.Equal(created.Text("id"), (await clerk.SendAsync($"GET /organizations/{created.Text("slug")}")).Text("id"));
        Assert.Equal((HttpStatusCode.NotFound, "resource_not_found"), await StatusAsync(clerk, "GET /organizations/org_missing"));
    }

    [Fact]
    public async Task Slug_belongs_to_one_organization_and_is_free_when_it_changes()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var first = clerk.Directory.CreateOrganization(new() { Name = "Northwind" });
        var second = clerk.Directory.CreateOrganization(new() { Name = "Northwind" });

        Assert.Matches("^northwind-[a-z0-9]{6}$", second.Slug);
        Assert.Equal("form_identifier_exists", (await clerk.SendAsync($"PATCH /organizations/{second.Id}", """{"slug":"northwind"}""")).Code);
        Assert.Equal("moved", (await clerk.SendAsync($"PATCH /organizations/{first.Id}", """{"slug":"moved"}""")).Text("slug"));
        Assert.Equal("northwind", (await clerk.SendAsync($"PATCH /organizations/{second.Id}", """{"slug":"northwind","name":"N"}""")).Text("slug"));
        Assert.Equal(second.Id, clerk.Directory.FindOrganization("northwind")!.Id);
    }

    [Fact]
    public async Task Metadata_are_merged_or_replaced()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var organization = clerk.Directory.CreateOrganization(
            new() { Name = "N", PublicMetadata = new() { ["a"] = 1 }, PrivateMetadata = new() { ["b"] = 2 } });

        var merged = await clerk.SendAsync($"PATCH /organizations/{organization.Id}/metadata", """{"public_metadata":{"c":3}}""");
        var replaced = await clerk.SendAsync($"PUT /organizations/{organization.Id}/metadata", """{"public_metadata":{"d":4}}""");

        Assert.Equal("""{"a":1,"c":3}""", merged.Json.GetProperty("public_metadata").GetRawText());
        Assert.Equal("""{"d":4}""", replaced.Json.GetProperty("public_metadata").GetRawText());
        Assert.Equal("""{"b":2}""", replaced.Json.GetProperty("private_metadata").GetRawText());
    }

    [Theory]
    [InlineData("", "c b a")]
    [InlineData("order_by=name", "a b c")]
    [InlineData("order_by=-members_count", "b a c")]
    [InlineData("query=org-b", "b")]
    [InlineData("user_id={0}", "b a")]
    [InlineData("user_id=-{1}", "c a")]
    [InlineData("limit=1&offset=1", "b")]
    public async Task List_is_ordered_and_filtered(string query, string expected)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(2);
        foreach (var name in new[] { "a", "b", "c" })
        {
            clerk.Directory.CreateOrganization(new() { Name = $"Org {name}" });
            clerk.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        clerk.Directory.AddMember(clerk.Directory.FindOrganization("org-b")!.Id, users[0].Id);
        clerk.Directory.AddMember(clerk.Directory.FindOrganization("org-b")!.Id, users[1].Id);
        clerk.Directory.AddMember(clerk.Directory.FindOrganization("org-a")!.Id, users[0].Id);

        var page = await clerk.SendAsync($"GET /organizations?include_members_count=true&{string.Format(query, users[0].Id, users[1].Id)}");

        Assert.Equal(expected, string.Join(' ', page.Items.Select(each => each.GetProperty("slug").GetString()![^1])));
    }

    [Fact]
    public async Task Members_are_counted_when_asked_for()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = clerk.Directory.CreateUser(new()).Id });

        Assert.False((await clerk.SendAsync($"GET /organizations/{organization.Id}")).Json.TryGetProperty("members_count", out _));
        Assert.Equal(1, (await clerk.SendAsync($"GET /organizations/{organization.Id}?include_members_count=true")).Number("members_count"));
    }

    [Fact]
    public async Task Deleted_organization_takes_memberships_and_invitations_along()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = user.Id });
        clerk.Directory.InviteToOrganization(organization.Id, new() { EmailAddress = "a@x.example" });

        var deleted = await clerk.SendAsync($"DELETE /organizations/{organization.Id}");

        Assert.True(deleted.Json.GetProperty("deleted").GetBoolean());
        Assert.Equal(0, (await clerk.SendAsync("GET /organization_memberships")).Number("total_count"));
        Assert.Equal(0, (await clerk.SendAsync("GET /organization_invitations")).Number("total_count"));
        Assert.Equal(0, (await clerk.SendAsync($"GET /users/{user.Id}/organization_memberships")).Number("total_count"));
    }

    [Fact]
    public async Task Deleted_user_is_a_member_no_more()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = user.Id });

        clerk.Directory.DeleteUser(user.Id);

        Assert.Equal(0, (await clerk.SendAsync($"GET /organizations/{organization.Id}/memberships")).Number("total_count"));
        Assert.Empty(clerk.Directory.Members(organization.Id));
    }

    [Fact]
    public async Task Membership_is_made_changed_and_ended()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(2);
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = users[0].Id });
        var root = $"/organizations/{organization.Id}/memberships";
        var added = await clerk.SendAsync($"POST {root}", $$"""{"user_id":"{{users[1].Id}}","public_metadata":{"a":1},"role":"org:member"}""");
        var changed = await clerk.SendAsync($"PATCH {root}/{users[1].Id}", """{"role":"org:admin"}""");
        var merged = await clerk.SendAsync($"PATCH {root}/{users[1].Id}/metadata", """{"public_metadata":{"b":2}}""");
        var removed = await clerk.SendAsync($"DELETE {root}/{users[1].Id}");

        Assert.Equal(("organization_membership", "org:member", "Member"), (added.Text("object"), added.Text("role"), added.Text("role_name")));
        Assert.Equal("""["org:sys_memberships:read","org:sys_billing:read"]""", added.Json.GetProperty("permissions").GetRawText());
        Assert.Equal("org:admin", changed.Text("role"));
        Assert.Equal("""{"a":1,"b":2}""", merged.Json.GetProperty("public_metadata").GetRawText());
        Assert.Equal(added.Text("id"), removed.Text("id"));
        Assert.Equal(1, (await clerk.SendAsync($"GET {root}")).Number("total_count"));
    }

    [Fact]
    public async Task Membership_that_cannot_be_is_refused()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(3);
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = users[0].Id, MaxAllowedMemberships = 2 });
        var root = $"/organizations/{organization.Id}/memberships";

        Assert.Equal("already_a_member_in_organization", (await AddAsync(users[0].Id, "org:member")).Code);
        Assert.Equal("resource_not_found", (await AddAsync(users[1].Id, "org:owner")).Code);
        Assert.Equal("resource_not_found", (await AddAsync("user_missing", "org:member")).Code);
        Assert.Equal("organization_minimum_permissions_needed", (await clerk.SendAsync($"DELETE {root}/{users[0].Id}")).Code);
        Assert.Equal("organization_minimum_permissions_needed", (await clerk.SendAsync($"PATCH {root}/{users[0].Id}", """{"role":"org:member"}""")).Code);
        clerk.Directory.InviteToOrganization(organization.Id, new() { EmailAddress = "a@x.example" });
        Assert.Equal("organization_membership_quota_exceeded", (await AddAsync(users[1].Id, "org:member")).Code);

        Task<Answer> AddAsync(string user, string role) => clerk.SendAsync($"POST {root}", $$"""{"user_id":"{{user}}","role":"{{role}}"}""");
    }

    [Theory]
    [InlineData("", "c b a")]
    [InlineData("order_by=first_name", "a b c")]
    [InlineData("order_by=created_at", "a b c")]
    [InlineData("role=org:admin", "a")]
    [InlineData("email_address=b@x.example", "b")]
    [InlineData("query=c@x", "c")]
    [InlineData("created_at_after={0}", "c b")]
    [InlineData("created_at_before={0}", "")]
    [InlineData("limit=1&offset=2", "a")]
    public async Task Members_are_ordered_and_filtered(string query, string expected)
    {
        await using var clerk = await RunningClerk.StartAsync();
        string? organization = null;
        long first = 0;
        foreach (var name in new[] { "a", "b", "c" })
        {
            var user = clerk.Directory.CreateUser(new() { FirstName = name, EmailAddress = $"{name}@x.example" });
            organization ??= clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = user.Id }).Id;
            var member = clerk.Directory.FindMembership(organization, user.Id) ?? clerk.Directory.AddMember(organization, user.Id);
            first = first == 0 ? member.CreatedAt : first;
            clerk.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var page = await clerk.SendAsync($"GET /organizations/{organization}/memberships?{string.Format(query, first)}");

        Assert.Equal(expected, string.Join(' ', page.Items.Select(each => each.GetProperty("public_user_data").GetProperty("first_name").GetString())));
    }

    [Fact]
    public async Task All_memberships_of_the_instance_are_listed_in_pages()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(12);
        var expected = users.Select(user => clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = user.Id }).Id).ToHashSet();

        var pages = new List<string?>();
        for (var offset = 0; offset < 15; offset += 5)
        {
            var page = await clerk.SendAsync($"GET /organization_memberships?limit=5&offset={offset}");
            Assert.Equal(12, page.Number("total_count"));
            pages.AddRange(page.Items.Select(each => each.GetProperty("organization").GetProperty("id").GetString()));
        }

        Assert.Equal(12, pages.Count);
        Assert.Equal(expected, pages.ToHashSet()!);
    }

    private static async Task<(HttpStatusCode, string?)> StatusAsync(RunningClerk clerk, string request)
    {
        var answer = await clerk.SendAsync(request);
        return (answer.Status, answer.Code);
    }
}
