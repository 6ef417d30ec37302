using System.Text.Json;
using Serverless.Organizations;
using Serverless.Platform.Clerk;

namespace Serverless.Reconciliation;

/// <summary>An organization as a list of Clerk's shows it.</summary>
/// <param name="Members">How many it has; null if Clerk did not say.</param>
public sealed record OrganizationRow(OrganizationSeen Organization, long? Members);

/// <summary>Reads Clerk's lists of organizations and members into facts.</summary>
internal static class OrganizationLists
{
    /// <summary>Null if the instance has no organizations at all, which is a setting of it.</summary>
    /// <exception cref="ClerkException">The list has no total, without which an end cannot be told from a fault; or as any call.</exception>
    public static async Task<Listed<OrganizationRow>?> Organizations(
        this ClerkApi clerk, ClerkOrganizationQuery query, CancellationToken cancellation)
    {
        try
        {
            using var list = await clerk.ListOrganizations(query, cancellation);
            return Read(list, item => Seen(item) is { } seen ? new OrganizationRow(seen, item.WholeNumber("members_count")) : null);
        }
        catch (ClerkException refused) when (refused is { Status: 403, Code: ClerkCodes.OrganizationsNotEnabled })
        {
            return null;
        }
    }

    /// <summary>Null for one that cannot be read.</summary>
    public static OrganizationSeen? Seen(JsonElement organization) =>
        (ClerkOrganizationReader.Organization(organization) as OrganizationReading.OfOrganization)?.Fact as OrganizationSeen;

    /// <summary>Of all organizations.</summary>
    /// <inheritdoc cref="Organizations" path="/exception"/>
    public static async Task<Listed<MembershipSeen>> Memberships(this ClerkApi clerk, ClerkSortedPage page, CancellationToken cancellation)
    {
        using var list = await clerk.ListMemberships(page, cancellation);
        return Memberships(list);
    }

    /// <summary>Null if Clerk has no such organization (any more).</summary>
    public static async Task<Listed<MembershipSeen>?> MembersOf(
        this ClerkApi clerk, string organization, ClerkMembershipQuery query, CancellationToken cancellation)
    {
        try
        {
            using var list = await clerk.ListOrganizationMemberships(organization, query, cancellation);
            return Memberships(list);
        }
        catch (ClerkException refused) when (refused is { Status: 404, Code: ClerkCodes.ResourceNotFound })
        {
            return null;
        }
    }

    private static Listed<MembershipSeen> Memberships(ClerkList list) => Read(list, item =>
        (ClerkOrganizationReader.Membership(item) as OrganizationReading.OfMembership)?.Fact as MembershipSeen);

    private static Listed<T> Read<T>(ClerkList list, Func<JsonElement, T?> read)
        where T : class => new(
            [.. list.Items.Select(read).OfType<T>()], list.Items.Count, list.TotalCount ?? throw new ClerkException(200, ClerkCodes.Unreadable));
}
