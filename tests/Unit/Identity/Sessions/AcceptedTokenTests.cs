using System.Text.Json.Nodes;
using Serverless.Identity.Sessions;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Identity.Sessions;

public sealed class AcceptedTokenTests
{
    public static TheoryData<string> Tokens => [.. TokenTable.Accepted.Keys];

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Token_is_accepted(string name)
    {
        var session = await Verify($"Bearer {TokenTable.Accepted[name]}");

        Assert.Equal((ASessionToken.UserId, ASessionToken.SessionId), (session.Subject.Subject, session.SessionId));
    }

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    [InlineData("Bearer   ")]
    public async Task Scheme_has_no_case_and_any_number_of_spaces(string scheme) =>
        Assert.NotNull(await Verify(scheme + new ASessionToken().Signed()));

    [Fact]
    public async Task Session_is_what_the_token_says()
    {
        var session = await Verify(new ASessionToken()
            .With("act", new JsonObject { ["sub"] = "user_2staff" })
            .With("metadata", new JsonObject { ["role"] = "operator" })
            .InOrganization(features: "o:dashboard,o:teams", actions: "manage,read", masks: "3,2")
            .Bearer());

        Assert.Equal("clerk|" + ASessionToken.UserId, session.Subject.Key);
        Assert.Equal(ASessionToken.SessionId, session.SessionId);
        Assert.Equal(ASessionToken.Party, session.AuthorizedParty);
        Assert.Equal(ASessionToken.Now.AddSeconds(50), session.ExpiresAt);
        Assert.Equal(("operator", "user_2staff"), (session.Role, session.Impersonator));
        var organization = session.Organization!;
        Assert.Equal(("org_2qD1", "northwind", "org:admin"), (organization.Id, organization.Slug, organization.Role));
        Assert.Equal(
            ["org:dashboard:manage", "org:dashboard:read", "org:teams:read"], organization.Permissions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Both_versions_give_the_same_session()
    {
        var version2 = await Verify(new ASessionToken().InOrganization(features: "o:dashboard", actions: "read", masks: "1").Bearer());
        var version1 = await Verify(new ASessionToken().Version1("org_2qD1", "org:admin", "org:dashboard:read").Bearer());

        Assert.True(version2.Organization!.Permissions.SetEquals(version1.Organization!.Permissions));
        Assert.Equal(
            version2 with { Organization = version2.Organization with { Permissions = PermissionClaims.None } },
            version1 with { Organization = version1.Organization with { Permissions = PermissionClaims.None } });
    }

    [Fact]
    public async Task Nobody_is_in_an_organization_or_a_role_that_the_token_does_not_name()
    {
        var session = await Verify(new ASessionToken().Bearer());

        Assert.Equal((null, null, null), (session.Organization, session.Role, session.Impersonator));
    }

    [Theory]
    [InlineData("""{"role":1}""")]
    [InlineData("""{"role":["admin"]}""")]
    [InlineData("""{"role":null}""")]
    [InlineData("""{"role":""}""")]
    [InlineData("""{"role":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""")]
    [InlineData("""{"Role":"admin"}""")]
    [InlineData("""{}""")]
    [InlineData("""["role","admin"]""")]
    [InlineData("\"role\"")]
    [InlineData("null")]
    public async Task Role_that_is_no_short_text_is_none(string metadata) =>
        Assert.Null((await Verify(new ASessionToken().WithJson("metadata", metadata).With("role", "admin").Bearer())).Role);

    [Theory]
    [InlineData("admin")]
    [InlineData("org:admin")]
    public async Task Role_in_the_organization_has_its_prefix(string role) =>
        Assert.Equal("org:admin", (await Verify(new ASessionToken().InOrganization(role: role).Bearer())).Organization!.Role);

    [Fact]
    public async Task Permissions_on_which_both_versions_do_not_agree_are_not_granted()
    {
        var organization = (await Verify(new ASessionToken()
            .InOrganization(features: "o:dashboard", actions: "read", masks: "1")
            .With("org_id", "org_2qD1")
            .With("org_permissions", new JsonArray("org:dashboard:manage"))
            .Bearer())).Organization!;

        Assert.Equal("org_2qD1", organization.Id);
        Assert.Empty(organization.Permissions);
    }

    private static async Task<Session> Verify(string authorization)
    {
        var verdict = await ASessionVerifier.With().Verify(authorization, TestContext.Current.CancellationToken);
        return Assert.IsType<SessionVerdict.Accepted>(verdict).Session;
    }
}
