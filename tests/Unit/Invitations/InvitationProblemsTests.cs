using Serverless.Invitations;
using Serverless.Platform.Clerk;
using Serverless.Platform.Http;
using Xunit;

namespace Serverless.Tests.Unit.Invitations;

public sealed class InvitationProblemsTests
{
    [Theory]
    [InlineData(400, "organization_invitation_not_unique", null, "already-invited")]
    [InlineData(400, "duplicate_record", null, "already-invited")]
    [InlineData(400, "already_a_member_in_organization", null, "already-a-member")]
    [InlineData(403, "organization_membership_quota_exceeded", null, "organization-full")]
    [InlineData(422, "form_param_format_invalid", "email_address", "invitation-email")]
    [InlineData(422, "form_param_value_invalid", "role", "invitation-role")]
    [InlineData(404, "resource_not_found", null, "invitation-role")]
    [InlineData(422, "form_param_value_invalid", "redirect_url", "clerk-refused")]
    [InlineData(400, "resource_not_found", null, "clerk-refused")]
    [InlineData(404, "organization_invitation_not_pending", null, "clerk-refused")]
    [InlineData(403, "quota_exceeded", null, "clerk-refused")]
    [InlineData(401, "clerk_key_invalid", null, "clerk-refused")]
    [InlineData(400, "unknown", null, "clerk-refused")]
    public void What_clerk_refuses_becomes_a_refusal_of_ours(int status, string code, string? parameter, string problem) =>
        Assert.Equal(problem, InvitationProblems.Of(Refused(status, parameter, code)).Code);

    [Fact]
    public void Of_several_errors_the_one_that_means_something_counts() => Assert.Equal(
        InvitationProblems.Full, InvitationProblems.Of(Refused(403, "email_address", "form_param_missing", ClerkCodes.MembershipQuotaExceeded)));

    /// <summary>A document keeps the code only.</summary>
    [Theory]
    [InlineData(400, "duplicate_record", null)]
    [InlineData(400, "already_a_member_in_organization", null)]
    [InlineData(403, "organization_membership_quota_exceeded", null)]
    [InlineData(422, "form_param_format_invalid", "email_address")]
    [InlineData(404, "resource_not_found", null)]
    [InlineData(400, "unknown", null)]
    public void Refusal_can_be_told_again_by_its_code(int status, string code, string? parameter)
    {
        var problem = InvitationProblems.Of(Refused(status, parameter, code));

        Assert.Equal(problem, InvitationProblems.Of(problem.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("invitation-unknown")]
    public void Code_that_is_none_of_clerks_refusals_says_no_more_than_that_it_refused(string? code) =>
        Assert.Equal(HttpProblems.ClerkRefused, InvitationProblems.Of(code));

    private static ClerkException Refused(int status, string? parameter, params string[] codes) =>
        new(status, new ClerkErrorBody(codes, parameter, LongMessage: null, TraceId: null), traceId: null, retryAfter: null);
}
