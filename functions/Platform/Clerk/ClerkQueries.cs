namespace Serverless.Platform.Clerk;

/// <summary>Which part of a list. A page shorter than its limit is the last.</summary>
public record ClerkPage
{
    /// <summary>The most Clerk gives at once; asked for more it was seen to fall back to ten.</summary>
    public const int LargestLimit = 500;

    /// <summary>From 1 to <see cref="LargestLimit"/>.</summary>
    public int Limit
    {
        get;
        init => field = value is >= 1 and <= LargestLimit ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 500.");
    } = LargestLimit;

    /// <summary>How many to skip. Large ones are slow at Clerk, and what is created or deleted meanwhile shifts the pages.</summary>
    public int Offset { get; init; }

    internal virtual ClerkQueryString Paging() => new ClerkQueryString().Add("limit", Limit).AddOffset(Offset);
}

/// <summary>Which part of a list whose order can be chosen.</summary>
public record ClerkSortedPage : ClerkPage
{
    /// <summary>A member with a leading sign: <c>+</c> ascending, <c>-</c> descending.</summary>
    public string OrderBy { get; init; } = "+created_at";

    internal sealed override ClerkQueryString Paging() => base.Paging().Add("order_by", OrderBy);
}

/// <summary>
/// Which users. The filters of <see cref="UserIds"/>, <see cref="ExternalIds"/> and <see cref="OrganizationIds"/> may bear
/// a sign, <c>+</c> to include and <c>-</c> to exclude; each filter takes up to 100 values, and Clerk ignores those it
/// does not know. Times are milliseconds since the Unix epoch. There is no filter on the time of a change.
/// </summary>
public sealed record ClerkUserQuery : ClerkSortedPage
{
    /// <summary>
    /// The last id of the page before: the way to walk all users without shifting pages. Only with an order by
    /// <c>created_at</c> and without an offset; all else must stay the same from page to page.
    /// </summary>
    public string? StartingAfter { get; init; }

    public long? CreatedAfter { get; init; }

    public long? CreatedBefore { get; init; }

    public IReadOnlyList<string> UserIds { get; init; } = [];

    public IReadOnlyList<string> EmailAddresses { get; init; } = [];

    public IReadOnlyList<string> ExternalIds { get; init; } = [];

    public IReadOnlyList<string> OrganizationIds { get; init; } = [];

    /// <summary>Part of an id, a name, an address or a number.</summary>
    public string? Query { get; init; }

    internal string ForList() => Filtered(Paging()).Add("starting_after", StartingAfter).ToString();

    /// <summary>A count is of all pages, so it knows no paging.</summary>
    internal string ForCount() => Filtered(new ClerkQueryString()).ToString();

    private ClerkQueryString Filtered(ClerkQueryString parameters) => parameters
        .AddAll("email_address", EmailAddresses)
        .AddAll("external_id", ExternalIds)
        .AddAll("user_id", UserIds)
        .AddAll("organization_id", OrganizationIds)
        .Add("created_at_after", CreatedAfter)
        .Add("created_at_before", CreatedBefore)
        .Add("query", Query);
}

/// <summary>Which organizations; <see cref="UserIds"/> and <see cref="OrganizationIds"/> as in <see cref="ClerkUserQuery"/>.</summary>
public sealed record ClerkOrganizationQuery : ClerkSortedPage
{
    public bool IncludeMembersCount { get; init; }

    /// <summary>Part of an id, a name or a slug.</summary>
    public string? Query { get; init; }

    /// <summary>Organizations that these are members of.</summary>
    public IReadOnlyList<string> UserIds { get; init; } = [];

    public IReadOnlyList<string> OrganizationIds { get; init; } = [];

    internal string ForList() => Paging()
        .AddFlag("include_members_count", IncludeMembersCount)
        .Add("query", Query)
        .AddAll("user_id", UserIds)
        .AddAll("organization_id", OrganizationIds)
        .ToString();
}

/// <summary>Which memberships of an organization.</summary>
public sealed record ClerkMembershipQuery : ClerkSortedPage
{
    public IReadOnlyList<string> UserIds { get; init; } = [];

    /// <summary>For example <c>org:admin</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    internal string ForList() => Paging().AddAll("user_id", UserIds).AddAll("role", Roles).ToString();
}

/// <summary>Which invitations, of the application or of an organization.</summary>
public sealed record ClerkInvitationQuery : ClerkSortedPage
{
    /// <summary>
    /// <c>pending</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>; null for what Clerk lists unasked, which may leave
    /// out revoked ones.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Part of an address, or an id; not for the invitations of one organization: they have <see cref="EmailAddress"/>.</summary>
    public string? Query { get; init; }

    /// <summary>A whole address; only for the invitations of one organization.</summary>
    public string? EmailAddress { get; init; }

    internal ClerkQueryString Parameters() =>
        Paging().Add("status", Status).Add("query", Query).Add("email_address", EmailAddress);
}
