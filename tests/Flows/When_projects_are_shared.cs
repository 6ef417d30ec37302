using System.Text.Json.Nodes;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;
using Serverless.Projects;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Organizations as tenants: projects belong to the active one, or to the caller alone.</summary>
public sealed class When_projects_are_shared : IAsyncLifetime
{
    private TestStack stack = null!;
    private ClerkUser root = null!;
    private ClerkUser mara = null!;
    private ClerkOrganization northwind = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        (root, mara) = (stack.SignUp("Root", announce: true), stack.SignUp("Mara", announce: true));
        northwind = Directory.CreateOrganization(new NewOrganization { Name = "Northwind", CreatedBy = root.Id });
        Directory.AddMember(northwind.Id, mara.Id);
        await Settled();
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Members_share_projects_and_personal_ones_stay_apart()
    {
        var shared = await Make(stack.As(mara, northwind), "Shared");
        var own = await Make(stack.As(mara), "Own");

        Assert.Equal([shared], Ids(await stack.As(root, northwind).Get("/api/projects")));
        Assert.Equal([own], Ids(await stack.As(mara).Get("/api/projects")));
        Assert.Equal([], Ids(await stack.As(root).Get("/api/projects")));
        Assert.Equal("project-unknown", (await stack.As(mara).Get($"/api/projects/{shared}")).Code);
        Assert.Equal("project-unknown", (await stack.As(mara, northwind).Get($"/api/projects/{own}")).Code);
    }

    [Fact]
    public async Task Removed_member_loses_access_before_the_token_ends()
    {
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = northwind.Id });
        Assert.Equal(200, (await stack.Holding(token).Get("/api/projects")).Status);

        Directory.RemoveMember(northwind.Id, mara.Id);
        await Settled();

        Assert.Equal((403, "not-a-member"), Refusal(await stack.Holding(token).Get("/api/projects")));
        Assert.Equal(200, (await stack.As(mara).Get("/api/projects")).Status);
    }

    [Fact]
    public async Task Nobody_is_a_member_of_an_organization_that_is_gone()
    {
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = northwind.Id });
        Directory.DeleteOrganization(northwind.Id);
        await Settled();

        Assert.Equal((403, "not-a-member"), Refusal(await stack.Holding(token).Get("/api/projects")));
        Assert.Empty((await stack.As(mara).Get("/api/organizations")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Member_of_whom_no_webhook_has_told_is_asked_for_at_clerk()
    {
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var (jonas, fabrikam) = (stack.SignUp("Jonas"), Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = mara.Id }));
        Directory.AddMember(fabrikam.Id, jonas.Id);

        Assert.Equal(201, (await stack.As(jonas, fabrikam).Post("/api/projects", """{"name":"New"}""")).Status);
        Assert.Equal("Fabrikam", Assert.Single((await stack.As(jonas).Get("/api/organizations")).Body.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Unheard_of_member_is_told_to_try_again_while_clerk_is_down()
    {
        var token = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = northwind.Id });
        await stack.Holding(token).Get("/api/me");
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        var fabrikam = Directory.CreateOrganization(new NewOrganization { Name = "Fabrikam", CreatedBy = mara.Id });
        var unheard = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = mara.Id, OrganizationId = fabrikam.Id });
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.ServiceUnavailable;

        Assert.Equal((503, "unavailable"), Refusal(await stack.Holding(unheard).Get("/api/projects")));
        Assert.Equal(200, (await stack.Holding(token).Get("/api/projects")).Status);
    }

    [Fact]
    public async Task Project_is_deleted_by_its_maker_by_an_admin_or_with_the_permission()
    {
        var jonas = stack.SignUp("Jonas", announce: true);
        Directory.AddMember(northwind.Id, jonas.Id);
        await Settled();
        var (first, second) = (await Make(stack.As(mara, northwind), "First"), await Make(stack.As(mara, northwind), "Second"));

        Assert.Equal((403, "project-not-yours"), Refusal(await stack.As(jonas, northwind).Delete($"/api/projects/{first}")));
        Assert.Equal(204, (await stack.As(mara, northwind).Delete($"/api/projects/{first}")).Status);
        Assert.Equal(204, (await stack.As(root, northwind).Delete($"/api/projects/{second}")).Status);
        Assert.Equal(404, (await stack.As(root, northwind).Delete($"/api/projects/{second}")).Status);
    }

    [Fact]
    public async Task Rights_of_an_admin_need_both_the_token_and_our_copy()
    {
        var project = await Make(stack.As(mara, northwind), "Mara's");
        var asAdmin = stack.Emulators.Clerk.IssueSessionToken(new SessionTokenRequest { UserId = root.Id, OrganizationId = northwind.Id });
        Directory.ChangeRole(northwind.Id, mara.Id, "org:admin");
        Directory.ChangeRole(northwind.Id, root.Id, "org:member");
        await Settled();

        Assert.Equal((403, "project-not-yours"), Refusal(await stack.Holding(asAdmin).Delete($"/api/projects/{project}")));
    }

    [Fact]
    public async Task Rename_needs_the_state_that_was_read()
    {
        var client = stack.As(mara, northwind);
        var id = await Make(client, "First");
        var etag = (await client.Get($"/api/projects/{id}")).ETag!;

        Assert.Equal((428, "if-match-missing"), Refusal(await client.Put($"/api/projects/{id}/name", """{"name":"Second"}""")));
        Assert.Equal(204, (await client.Put($"/api/projects/{id}/name", """{"name":" Second "}""", ("If-Match", etag))).Status);
        Assert.Equal((412, "changed"), Refusal(await client.Put($"/api/projects/{id}/name", """{"name":"Third"}""", ("If-Match", etag))));
        Assert.Equal("Second", (await client.Get($"/api/projects/{id}"))["name"]);
    }

    [Fact]
    public async Task Of_many_who_rename_at_once_one_succeeds()
    {
        var client = stack.As(mara, northwind);
        var id = await Make(client, "First");
        var etag = (await client.Get($"/api/projects/{id}")).ETag!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => client.Put($"/api/projects/{id}/name", $$"""{"name":"N{{i}}"}""", ("If-Match", etag))));

        Assert.Single(answers, answer => answer.Status == 204);
        Assert.Equal(15, answers.Count(answer => answer.Code == "changed"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two\\nlines")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public async Task Name_that_is_none_is_refused(string name) => Assert.Equal(
        (400, "project-name"), Refusal(await stack.As(mara).Post("/api/projects", $$"""{"name":"{{name}}"}""")));

    [Fact]
    public async Task There_is_an_end_to_how_many_a_tenant_has()
    {
        var first = (await Make(stack.As(mara), "First"), (await stack.As(mara).Get("/api/me"))["id"]!);
        var documents = stack.App.Services.GetRequiredService<Documents<ProjectDocument>>();
        var template = (await documents.Find(first.Item2, first.Item1, CancellationToken.None))!.Value;
        var ids = stack.App.Services.GetRequiredService<IdGenerator>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, ProjectRules.MostProjects - 1),
            async (_, cancellation) => await documents.TryCreate(first.Item2, template with { Id = ProjectId.New(ids) }, cancellation));

        Assert.Equal((409, "too-many-projects"), Refusal(await stack.As(mara).Post("/api/projects", """{"name":"One more"}""")));
        Assert.Equal(201, (await stack.As(mara, northwind).Post("/api/projects", """{"name":"Elsewhere"}""")).Status);
    }

    [Fact]
    public async Task Pages_list_projects_once_in_the_order_they_were_made()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add(await Make(stack.As(mara), $"P{i}"));
        }

        var first = await stack.As(mara).Get("/api/projects?limit=3");
        var second = await stack.As(mara).Get($"/api/projects?limit=3&cursor={first["next"]}");

        Assert.Equal(made, [.. Ids(first), .. Ids(second)]);
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Members_see_their_organization_its_members_and_each_other()
    {
        var listed = Assert.Single((await stack.As(mara).Get("/api/organizations")).Body.GetProperty("items").EnumerateArray());
        var id = listed.GetProperty("id").GetString()!;
        var members = await stack.As(mara).Get($"/api/organizations/{id}/members");
        var rootId = (await stack.As(root).Get("/api/me"))["id"];

        Assert.Equal(("Northwind", "org:member"), (listed.GetProperty("name").GetString(), listed.GetProperty("role").GetString()));
        Assert.Equal("Northwind", (await stack.As(mara).Get($"/api/organizations/{id}"))["name"]);
        Assert.Equal(
            ["Mara org:member", "Root org:admin"],
            members.Body.GetProperty("items").EnumerateArray().Select(member => $"{member.GetProperty("firstName")} {member.GetProperty("role")}").Order(StringComparer.Ordinal));
        Assert.Equal(200, (await stack.As(mara, northwind).Get($"/api/users/{rootId}")).Status);
        Assert.Equal(404, (await stack.As(mara).Get($"/api/users/{rootId}")).Status);
    }

    [Fact]
    public async Task Member_whose_account_is_deleted_is_not_shown()
    {
        await stack.As(mara).Delete("/api/me");
        var id = Ids(await stack.As(root).Get("/api/organizations"))[0];

        var members = await stack.As(root).Get($"/api/organizations/{id}/members");

        Assert.Equal("Root", Assert.Single(members.Body.GetProperty("items").EnumerateArray()).GetProperty("firstName").GetString());
    }

    private static async Task<string> Make(ApiClient client, string name) =>
        (await client.Post("/api/projects", new JsonObject { ["name"] = name }.ToJsonString()))["id"]!;

    private static (int Status, string? Code) Refusal(ApiAnswer answer) => (answer.Status, answer.Code);

    private static List<string> Ids(ApiAnswer page) =>
        [.. page.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task Settled()
    {
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
    }
}
