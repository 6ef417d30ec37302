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
