using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;
using Serverless.Organizations;
using Serverless.Projects;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Projects;

/// <summary>Rights in an organization are those on which session token and our own copy agree.</summary>
public sealed class ProjectRulesTests
{
    private static readonly UserId SomebodyElse = UserId.Parse("usr_01j00000000000000000000001");

    [Theory]
    [InlineData("org:admin", "org:admin", true)]
    [InlineData("org:admin", "org:member", false)]
    [InlineData("org:member", "org:admin", false)]
    [InlineData("org:member", "org:member", false)]
    [InlineData("org:admin", null, false)]
    public void Admin_by_token_and_by_copy_may_delete_what_others_made(string byToken, string? byCopy, bool may) =>
        Assert.Equal(may, ProjectRules.MayDelete(ATenant(byToken, byCopy), AProject(SomebodyElse)));

    [Theory]
    [InlineData("org:keeper", "org:keeper", true)]
    [InlineData("org:keeper", "org:member", false)]
    public void Custom_permission_of_a_role_that_both_know_is_enough(string byToken, string byCopy, bool may) =>
        Assert.Equal(may, ProjectRules.MayDelete(ATenant(byToken, byCopy, ProjectRules.DeletePermission), AProject(SomebodyElse)));

    [Fact]
    public void Other_permissions_are_not() => Assert.False(
        ProjectRules.MayDelete(ATenant("org:keeper", "org:keeper", "org:projects:read", "org:tickets:delete"), AProject(SomebodyElse)));

    [Fact]
    public void Whoever_made_it_may_whatever_their_role() =>
        Assert.True(ProjectRules.MayDelete(ATenant("org:unheard-of", null), AProject(AUser.Id)));

    [Fact]
    public void Everybody_may_in_their_personal_space() =>
        Assert.True(ProjectRules.MayDelete(Tenant.Personal(ACaller()), AProject(SomebodyElse)));

    private static Tenant ATenant(string byToken, string? byCopy, params string[] permissions) => Tenant.Of(
        new Member(ACaller(), AMembership.Organization, byCopy), new ActiveOrganization("org_2abc", null, byToken, permissions.ToHashSet()));

    private static Caller ACaller() => new(
        AUser.Id, new Session { Subject = AUser.Subject, SessionId = "sess_1", ExpiresAt = DateTimeOffset.UnixEpoch });

    private static ProjectDocument AProject(UserId createdBy) => new()
    {
        Id = ProjectId.Parse("prj_01j00000000000000000000000"),
        Tenant = AMembership.Organization.Value,
        Name = "First",
        CreatedBy = createdBy,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
