namespace Serverless.Platform.Clerk;

/// <summary>Codes of Clerk that mean something to us, and our own for what happens without an answer of Clerk.</summary>
public static class ClerkCodes
{
    public const string ResourceNotFound = "resource_not_found";

    /// <summary>Another request is changing the same thing; nothing was done.</summary>
    public const string ResourceLocked = "resource_locked";

    /// <summary>With 403: the instance has no organizations at all.</summary>
    public const string OrganizationsNotEnabled = "organization_not_enabled_in_instance";

    /// <summary>With 400: the address has a pending invitation to the organization.</summary>
    public const string OrganizationInvitationNotUnique = "organization_invitation_not_unique";

    /// <summary>With 400: the user, or whoever has the invited address, is a member of the organization.</summary>
    public const string AlreadyAMember = "already_a_member_in_organization";

    /// <summary>With 403: the organization has as many members as it may have; pending invitations count.</summary>
    public const string MembershipQuotaExceeded = "organization_membership_quota_exceeded";

    /// <summary>With 400: the address has a pending invitation to the application.</summary>
    public const string DuplicateRecord = "duplicate_record";

    public const string TooManyRequests = "too_many_requests";

    /// <summary>Ours: an error without a code that could be read.</summary>
    public const string Unknown = "unknown";

    /// <summary>Ours: no connection came about, so nothing was sent.</summary>
    public const string NotConnected = "not_connected";

    /// <summary>Ours: the connection broke after the request may have been sent.</summary>
    public const string ConnectionLost = "connection_lost";

    /// <summary>Ours: no answer in time.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>Ours: a success whose body is not what was asked for.</summary>
    public const string Unreadable = "unreadable_answer";

    /// <summary>Ours: a success whose body is larger than is read.</summary>
    public const string TooLarge = "answer_too_large";
}
