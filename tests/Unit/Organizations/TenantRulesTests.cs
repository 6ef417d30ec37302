using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Organizations;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Organizations;

/// <summary>Whom a function for admins of the organization lets in, and whom any other in a tenant.</summary>
public sealed class TenantRulesTests
{
    [Theory]
    [InlineData("org:admin", "org:admin", null)]
    [InlineData("org:admin", "org:member", "organization-admin-needed")]
    [InlineData("org:member", "org:admin", "organization-admin-needed")]
    [InlineData("org:member", "org:member", "organization-admin-needed")]
    [InlineData("org:keeper", "org:keeper", "organization-admin-needed")]
    [InlineData("org:admin", null, "organization-admin-needed")]
    public void Admin_of_an_organization_is_one_by_token_and_by_copy(string byToken, string? byCopy, string? refusal) =>
        Assert.Equal(refusal, TenantRules.Refusal(new OrganizationAdminAttribute(), ATenant(byToken, byCopy))?.Code);

    [Fact]
    public void Nobody_is_an_admin_of_an_organization_in_their_personal_space() =>
        Assert.Equal("organization-needed", TenantRules.Refusal(new OrganizationAdminAttribute(), Tenant.Personal(ACaller()))?.Code);

    [Fact]
    public void Any_tenant_opens_what_is_for_tenants()
    {
        Assert.Null(TenantRules.Refusal(new InTenantAttribute(), ATenant("org:member", "org:member")));
        Assert.Null(TenantRules.Refusal(new InTenantAttribute(), Tenant.Personal(ACaller())));
    }

    [Fact]
    public void Refusals_of_the_audience_are_those_of_any_tenant_and_its_own() => Assert.Equal(
        [.. new InTenantAttribute().Refusals, OrganizationProblems.OrganizationNeeded, OrganizationProblems.AdminNeeded],
        new OrganizationAdminAttribute().Refusals);

    [Fact]
    public void Tenant_knows_its_organization_by_our_id_and_by_clerks_and_a_personal_space_has_none()
    {
        var (shared, personal) = (ATenant("org:member", "org:member"), Tenant.Personal(ACaller()));

        Assert.Equal((AMembership.Organization, "org_2abc"), (shared.Organization, shared.OrganizationSubject));
        Assert.Equal((null, null), (personal.Organization, personal.OrganizationSubject));
    }

    private static Tenant ATenant(string byToken, string? byCopy) => Tenant.Of(
        new Member(ACaller(), AMembership.Organization, byCopy), new ActiveOrganization("org_2abc", null, byToken, new HashSet<string>()));

    private static Caller ACaller() => new(
        AUser.Id, new Session { Subject = AUser.Subject, SessionId = "sess_1", ExpiresAt = DateTimeOffset.UnixEpoch });
}
