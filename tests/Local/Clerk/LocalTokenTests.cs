using System.Net;
using System.Text.Json.Nodes;
using Local.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>A session token for any user with any role, by one line of shell.</summary>
public sealed class LocalTokenTests
{
    private const string Mara = "mara@people.example";

    [Theory]
    [InlineData(Mara)]
    [InlineData("MARA@people.example")]
    public async Task User_is_named_by_address_as_well_as_by_id(string address)
    {
        await using var clerk = await StartAsync();
        var user = SignUp(clerk);

        Assert.Equal(user.Id, (string?)(await ClaimsAsync(clerk, $$"""{"user":"{{address}}"}"""))["sub"]);
        Assert.Equal(user.Id, (string?)(await ClaimsAsync(clerk, $$"""{"user":"{{user.Id}}"}"""))["sub"]);
    }

    [Fact]
    public async Task Role_the_user_does_not_have_is_given_first_and_announced_once()
    {
        var clock = new ManualClock();
        await using var receiver = await WebhookReceiver.StartAsync(clock);
        await using var clerk = await StartAsync(options => options with { Clock = clock, Endpoints = [receiver.Endpoint] });
        var user = SignUp(clerk);

        var admin = await ClaimsAsync(clerk, $$"""{"user":"{{Mara}}","role":"admin"}""");
        var again = await ClaimsAsync(clerk, $$"""{"user":"{{Mara}}","role":"admin"}""");
        var kept = await ClaimsAsync(clerk, $$"""{"user":"{{Mara}}"}""");

        Assert.All([admin, again, kept], claims => Assert.Equal("admin", (string?)claims["metadata"]!["role"]));
        Assert.Equal(["user.created", "user.updated"], (await receiver.AllAsync(clerk.Simulator)).Select(each => each.Type).Order());

        var none = await ClaimsAsync(clerk, $$"""{"user":"{{Mara}}","role":null}""");

        Assert.Null(none["metadata"]!["role"]);
        Assert.Equal("""{"team":"blue"}""", clerk.Directory.FindUser(user.Id)!.ToJson()["public_metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task Organization_role_makes_a_member_or_changes_one()
    {
        await using var clerk = await StartAsync();
        var user = SignUp(clerk);
        var organization = clerk.Directory.CreateOrganization(
            new() { Name = "Northwind", CreatedBy = clerk.Directory.CreateUser(new()).Id });
        string Body(string role) => $$"""{"user":"{{Mara}}","organization":"{{organization.Id}}","organizationRole":"{{role}}"}""";

        var member = await ClaimsAsync(clerk, Body(ClerkRole.Member));
        var same = clerk.Directory.FindMembership(organization.Id, user.Id);
        await ClaimsAsync(clerk, Body(ClerkRole.Member));
        Assert.Same(same, clerk.Directory.FindMembership(organization.Id, user.Id));
        var admin = await ClaimsAsync(clerk, Body(ClerkRole.Admin));
        var kept = await ClaimsAsync(clerk, $$"""{"user":"{{Mara}}","organization":"northwind"}""");

        Assert.Equal(["member", "admin", "admin"], new[] { member, admin, kept }.Select(claims => (string?)claims["o"]!["rol"]));
        Assert.All([member, admin, kept], claims => Assert.Equal(organization.Id, (string?)claims["o"]!["id"]));
    }

    [Fact]
    public async Task Token_lives_as_long_as_wanted_and_can_be_pending()
    {
        await using var clerk = await StartAsync();
        SignUp(clerk);

        var claims = await ClaimsAsync(clerk, $$"""{"user":"{{Mara}}","lifetime":3600,"status":"pending"}""");

        Assert.Equal(3600, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal("pending", (string?)claims["sts"]);
    }

    [Theory]
    [InlineData("""{"user":"jonas@people.example"}""", HttpStatusCode.NotFound, "jonas@people.example")]
    [InlineData("""{"user":"user_missing"}""", HttpStatusCode.NotFound, "user_missing")]
    [InlineData("""{"user":"mara@people.example","organization":"org_missing"}""", HttpStatusCode.NotFound, "org_missing")]
    [InlineData("""{"user":"mara@people.example","organization":"northwind"}""", HttpStatusCode.NotFound, "organization membership")]
    [InlineData(
        """{"user":"mara@people.example","organization":"northwind","organizationRole":"org:king"}""", HttpStatusCode.NotFound, "org:king")]
    [InlineData("""{"user":"mara@people.example","organizationRole":"org:admin"}""", HttpStatusCode.UnprocessableEntity, "organization must")]
    [InlineData("""{"user":"mara@people.example","lifetime":0}""", HttpStatusCode.UnprocessableEntity, "lifetime")]
    [InlineData("""{"user":"mara@people.example","lifetime":3601}""", HttpStatusCode.UnprocessableEntity, "lifetime")]
    [InlineData("""{"user":"mara@people.example","status":"asleep"}""", HttpStatusCode.UnprocessableEntity, "status")]
    [InlineData("""{"user":"mara@people.example","role":7}""", HttpStatusCode.UnprocessableEntity, "role must be a string")]
    [InlineData("""{"user":"mara@people.example","rolle":"admin"}""", HttpStatusCode.UnprocessableEntity, "rolle")]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity, "user must be included")]
    public async Task Refusal_says_why(string body, HttpStatusCode status, string reason)
    {
        await using var clerk = await StartAsync();
        SignUp(clerk);
        clerk.Directory.CreateOrganization(new() { Name = "Northwind" });

        var refused = await clerk.SendAsync("POST //_local/tokens", body);

        Assert.Equal(status, refused.Status);
        Assert.Contains(reason, refused.Body, StringComparison.Ordinal);
    }

    private static ClerkUser SignUp(RunningClerk clerk) =>
        clerk.Directory.CreateUser(new() { EmailAddress = Mara, PublicMetadata = new() { ["team"] = "blue" } });

    private static async Task<JsonObject> ClaimsAsync(RunningClerk clerk, string body) =>
        SessionTokenTests.ClaimsOf((await clerk.SendAsync("POST //_local/tokens", body)).Body);

    private static Task<RunningClerk> StartAsync(Func<ClerkSimulatorOptions, ClerkSimulatorOptions>? configure = null) =>
        RunningClerk.StartAsync(options => (configure ?? (same => same))(
            options with { SessionClaims = """{"metadata":{"role":"{{user.public_metadata.role}}"}}""" }));
}
