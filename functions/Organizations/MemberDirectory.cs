using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Platform.Cosmos;
using Serverless.Users;

namespace Serverless.Organizations;

/// <summary>
/// Who is a member of what. A membership counts only while its person and its organization are known and not deleted, whatever its
/// own document says: their ends may have been heard of first.
/// </summary>
public sealed class MemberDirectory(
    MembershipStore memberships, OrganizationStore organizations, UserStore users, IdentityMap<OrganizationId> ids) : IColleagues
{
    /// <summary>Organizations of one person that are looked at; nobody has so many.</summary>
    private const int MostOrganizations = 500;

    /// <summary>The proof and the organization; null if there is none of this id, or none that the caller is a member of.</summary>
    public async Task<(Member Member, Stored<OrganizationDocument> Organization)?> Find(
        Caller caller, OrganizationId organization, CancellationToken cancellation) =>
        await memberships.Find(organization, caller.Id, cancellation) is { Value: { HasEnded: false, Role: var role } }
        && await organizations.Find(organization, cancellation) is { Value.IsDeleted: false } found
            ? (new Member(caller, organization, role), found)
            : null;

    /// <summary>Organizations of the caller and the caller's role in each, in the order in which we first met them.</summary>
    public async Task<IReadOnlyList<(OrganizationDocument Organization, MembershipDocument Membership)>> OrganizationsOf(
        Caller caller, CancellationToken cancellation)
    {
        var own = new Dictionary<OrganizationId, MembershipDocument>();
        await foreach (var membership in memberships.Of(caller.Id, MostOrganizations, cancellation))
        {
            own.Add(membership.Value.Organization, membership.Value);
        }

        var found = new List<(OrganizationDocument, MembershipDocument)>();
        if (own.Count > 0)
        {
            await foreach (var organization in organizations.FindAll(own.Keys, cancellation))
            {
                if (!organization.Value.IsDeleted)
                {
                    found.Add((organization.Value, own[organization.Value.Id]));
                }
            }
        }

        return [.. found.OrderBy(each => each.Item1.Id.Value, StringComparer.Ordinal)];
    }

    /// <summary>A page of the members of the organization that somebody is a member of.</summary>
    /// <returns>And the last one looked at, if there are more. A page may be shorter than its limit and not the last.</returns>
    public async Task<(IReadOnlyList<(UserDocument User, MembershipDocument Membership)> Members, UserId? Next)> MembersOf(
        Member member, UserId? after, int limit, CancellationToken cancellation)
    {
        var page = new List<MembershipDocument>();
        await foreach (var membership in memberships.Of(member.Organization, after, limit + 1, cancellation))
        {
            page.Add(membership.Value);
        }

        var isLast = page.Count <= limit;
        page = isLast ? page : page[..limit];
        var people = new Dictionary<UserId, UserDocument>();
        if (page.Count > 0)
        {
            await foreach (var user in users.FindAll(page.Select(membership => membership.Id), cancellation))
            {
                people.Add(user.Value.Id, user.Value);
            }
        }

        var shown = page.Where(membership => people.GetValueOrDefault(membership.Id) is { Status: UserStatus.Active });
        return ([.. shown.Select(membership => (people[membership.Id], membership))], isLast ? null : page[^1].Id);
    }

    public async Task<bool> Include(Caller caller, UserId other, CancellationToken cancellation) =>
        caller.Session.Organization is { Id: var active }
        && await ids.Find(ProviderSubject.Clerk(active), cancellation) is { } organization
        && await memberships.Find(organization, other, cancellation) is { Value.HasEnded: false }
        && await Find(caller, organization, cancellation) is not null;
}
