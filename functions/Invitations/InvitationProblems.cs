using Serverless.Platform.Clerk;
using Serverless.Platform.Http;

namespace Serverless.Invitations;

/// <summary>Refusals about invitations, and the only place where what Clerk refuses becomes one of them.</summary>
public static class InvitationProblems
{
    /// <summary>Also of one that exists in another organization: the two must not be told apart.</summary>
    public static readonly Problem Unknown = new(404, "invitation-unknown", "There is no such invitation.");

    public static readonly Problem BadEmail = new(
        400, "invitation-email", "Nobody can be invited at that address.", "It must be an e-mail address.");

    public static readonly Problem BadRole = new(
        400, "invitation-role", "There is no such role.", "It must be the key of a role of the organization, such as org:member.");

    public static readonly Problem BadRedirect = new(
        400,
        "invitation-redirect",
        "The invitation cannot lead there.",
        "It must be a page of one of the front ends whose session tokens are taken.");

    public static readonly Problem BadExpiry = new(
        400, "invitation-expiry", "It cannot be open for that long.", "It may be from 1 to 365 days.");

    public static readonly Problem AlreadyInvited = new(
        409, "already-invited", "There is an open invitation of that address.", "Revoke it first to make another.");

    public static readonly Problem AlreadyMember = new(
        409, "already-a-member", "Somebody with that address is a member already.", "The address is not verified, so that it proves nothing.");

    public static readonly Problem Full = new(
        409, "organization-full", "The organization has as many members and open invitations as it may have.");

    public static readonly Problem TooMany = new(409, "too-many-invitations", "There are as many open invitations as there may be.");

    public static readonly Problem AlreadyAccepted = new(
        409, "invitation-accepted", "It has been accepted, or is being accepted.", "Remove the member instead.");

    public static readonly Problem Busy = new(503, "invitation-busy", "The invitation is being seen to at this moment. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(3),
    };

    private static readonly IReadOnlyList<Problem> OfClerks = [BadEmail, BadRole, AlreadyInvited, AlreadyMember, Full];

    /// <summary>What a refusal of Clerk's means. What it says in words stays with us: it may tell of other people.</summary>
    public static Problem Of(ClerkException refused) =>
        refused.Codes.Any(code => code is ClerkCodes.OrganizationInvitationNotUnique or ClerkCodes.DuplicateRecord) ? AlreadyInvited
        : refused.Codes.Contains(ClerkCodes.AlreadyAMember) ? AlreadyMember
        : refused.Codes.Contains(ClerkCodes.MembershipQuotaExceeded) ? Full
        : refused.Parameter == "email_address" ? BadEmail
        : refused.Parameter == "role" || refused is { Status: 404, Code: ClerkCodes.ResourceNotFound } ? BadRole
        : HttpProblems.ClerkRefused;

    /// <summary>The problem that an invitation failed by.</summary>
    /// <param name="code">As <see cref="InvitationDocument.Reason"/> keeps it.</param>
    public static Problem Of(string? code) => OfClerks.FirstOrDefault(problem => problem.Code == code) ?? HttpProblems.ClerkRefused;
}
