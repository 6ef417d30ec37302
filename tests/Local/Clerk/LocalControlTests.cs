using System.Net;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>What a person does with curl, without a key.</summary>
public sealed class LocalControlTests
{
    [Fact]
    public async Task People_are_signed_up_one_by_one_or_many_at_once()
    {
        await using var clerk = await StartAsync();

        var one = await clerk.SendAsync("POST //_local/users", """{"email":"mara@x.example","firstName":"Mara"}""");
        var many = await clerk.SendAsync("POST //_local/users", """{"count":1000}""");
        var overview = await clerk.SendAsync("GET //_local");

        Assert.Equal("mara@x.example", clerk.Directory.FindUser(one.Text("id"))!.PrimaryEmailAddress);
        Assert.Equal(1000, many.Number("created"));
        Assert.Equal(1001, overview.Number("users"));
        Assert.Equal(0, overview.Json.GetProperty("webhooks").GetProperty("pending").GetInt64());
    }

    [Fact]
    public async Task Somebody_signs_up_by_an_invitation()
    {
        await using var clerk = await StartAsync();
        var invitation = clerk.Directory.Invite(new() { EmailAddress = "jonas@x.example" });
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N" });
        var membership = clerk.Directory.InviteToOrganization(organization.Id, new() { EmailAddress = "mara@x.example" });

        await clerk.SendAsync("POST //_local/users", $$"""{"invitation":"{{invitation.Id}}","firstName":"Jonas"}""");
        await clerk.SendAsync("POST //_local/users", $$"""{"invitation":"{{membership.Id}}"}""");

        Assert.Equal("Jonas", clerk.Directory.FindUserByEmail("jonas@x.example")!.FirstName);
        Assert.Equal(clerk.Directory.FindUserByEmail("mara@x.example")!.Id, Assert.Single(clerk.Directory.Members(organization.Id)).UserId);
    }

    [Fact]
    public async Task Somebody_is_deleted()
    {
        await using var clerk = await StartAsync();
        var user = clerk.Directory.CreateUser(new());

        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync($"POST //_local/users/{user.Id}/delete")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.SendAsync($"POST //_local/users/{user.Id}/delete")).Status);
        Assert.Equal(0, clerk.Directory.UserCount);
    }

    [Fact]
    public async Task Somebody_signs_up_with_a_role()
    {
        await using var clerk = await StartAsync();

        var user = await clerk.SendAsync("POST //_local/users", """{"email":"mara@x.example","role":"admin"}""");

        Assert.Equal("""{"role":"admin"}""", clerk.Directory.FindUser(user.Text("id"))!.ToJson()["public_metadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"count":3,"role":"admin"}""", "role")]
    [InlineData("""{"invitation":"inv_1","role":"admin"}""", "role")]
    [InlineData("""{"invitation":"inv_1","email":"mara@x.example"}""", "email")]
    [InlineData("""{"emial":"mara@x.example"}""", "emial")]
    public async Task What_would_be_ignored_at_a_sign_up_is_refused(string body, string parameter)
    {
        await using var clerk = await StartAsync();

        var refused = await clerk.SendAsync("POST //_local/users", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, parameter), (refused.Status, refused.Parameter));
        Assert.Equal(0, clerk.Directory.UserCount);
    }

    [Fact]
    public async Task Somebody_changes_name_and_address()
    {
        await using var clerk = await StartAsync();
        var user = clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example", FirstName = "Mara", LastName = "Voss" });

        await clerk.SendAsync("POST //_local/users/mara@x.example/update", """{"firstName":"Marika","lastName":null}""");
        var taken = await clerk.SendAsync($"POST //_local/users/{user.Id}/update", """{"firstName":"Lost","email":"mara@x.example"}""");
        await clerk.SendAsync("POST //_local/users/mara%40x.example/update", """{"email":"marika@x.example"}""");

        var changed = clerk.Directory.FindUser(user.Id)!;
        Assert.Equal(("Marika", null, "marika@x.example"), (changed.FirstName, changed.LastName, changed.PrimaryEmailAddress));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "email"), (taken.Status, taken.Parameter));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await clerk.SendAsync($"POST //_local/users/{user.Id}/update", """{"username":"mara"}""")).Status);
    }

    [Fact]
    public async Task Organization_is_made_and_people_join_and_leave_it()
    {
        await using var clerk = await StartAsync();
        clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });
        var jonas = clerk.Directory.CreateUser(new() { EmailAddress = "jonas@x.example" });

        var made = await clerk.SendAsync("POST //_local/organizations", """{"name":"Northwind","createdBy":"mara@x.example"}""");
        var members = $"//_local/organizations/{made.Text("id")}/members";
        var joined = await clerk.SendAsync($"POST {members}", """{"user":"jonas@x.example"}""");
        var changed = await clerk.SendAsync("POST //_local/organizations/northwind/members", $$"""{"user":"{{jonas.Id}}","role":"org:admin"}""");

        Assert.Equal("Northwind", made.Text("name"));
        Assert.Equal((joined.Text("id"), "org:member", "org:admin"), (changed.Text("id"), joined.Text("role"), changed.Text("role")));

        var removed = await clerk.SendAsync($"POST {members}/jonas@x.example/remove");
        var again = await clerk.SendAsync($"POST {members}/jonas@x.example/remove");
        var last = await clerk.SendAsync($"POST {members}/mara@x.example/remove");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest], [removed.Status, again.Status, last.Status]);
        Assert.Single(clerk.Directory.Members(made.Text("id")));
    }

    [Theory]
    [InlineData("organizations", """{"name":"Northwind","createdBy":"nobody@x.example"}""", HttpStatusCode.NotFound)]
    [InlineData("organizations", """{"name":"Northwind","slug":"n"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("organizations", "{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("organizations/northwind/members", """{"user":"mara@x.example"}""", HttpStatusCode.NotFound)]
    [InlineData("organizations/northwind/members", "{}", HttpStatusCode.UnprocessableEntity)]
    public async Task Organization_that_cannot_be_as_told_is_refused(string path, string body, HttpStatusCode status)
    {
        await using var clerk = await StartAsync();
        clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });

        Assert.Equal(status, (await clerk.SendAsync($"POST //_local/{path}", body)).Status);
        Assert.Empty(clerk.Directory.Organizations());
    }

    [Fact]
    public async Task Token_is_answered_as_text_and_nothing_else()
    {
        await using var clerk = await StartAsync();
        var user = clerk.Directory.CreateUser(new());
        var organization = clerk.Directory.CreateOrganization(new() { Name = "N", CreatedBy = user.Id });

        var token = await clerk.SendAsync("POST //_local/tokens", $$"""{"user":"{{user.Id}}","organization":"{{organization.Id}}","version":1}""");

        Assert.Equal("text/plain", token.ContentType);
        Assert.Matches(@"^[\w-]+\.[\w-]+\.[\w-]+$", token.Body);
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.SendAsync("POST //_local/tokens", """{"user":"user_missing"}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await clerk.SendAsync("POST //_local/tokens", $$"""{"user":"{{user.Id}}","version":3}""")).Status);
    }

    [Fact]
    public async Task Faults_of_the_api_leave_it_alone()
    {
        await using var clerk = await StartAsync();
        clerk.Simulator.Faults.Outage = ClerkOutage.ConnectionsClosed;

        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("GET //_local")).Status);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("POST //_local/faults", """{"kind":"Clear"}""")).Status);
        Assert.Equal(ClerkOutage.None, clerk.Simulator.Faults.Outage);
    }

    [Theory]
    [InlineData("GET //_local/nothing")]
    [InlineData("DELETE //_local/users")]
    public async Task What_is_not_there_is_said(string request)
    {
        await using var clerk = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await clerk.SendAsync(request)).Status);
    }

    private static async Task<RunningClerk> StartAsync()
    {
        var clerk = await RunningClerk.StartAsync();
        clerk.Http.DefaultRequestHeaders.Authorization = null;
        return clerk;
    }
}
