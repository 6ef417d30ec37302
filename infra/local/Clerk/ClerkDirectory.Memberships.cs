using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk;

public sealed partial class ClerkDirectory
{
    /// <summary>Of an organization, in the order they joined.</summary>
    public IReadOnlyList<ClerkMembership> Members(string organizationId)
    {
        lock (state.Gate)
        {
            return [.. state.Memberships.In(ClerkState.ByOrganization, organizationId)];
        }
    }

    /// <summary>Null if the user is no member.</summary>
    public ClerkMembership? FindMembership(string organizationId, string userId)
    {
        lock (state.Gate)
        {
            return state.Membership(organizationId, userId);
        }
    }

    /// <summary>Announced as <c>organizationMembership.created</c>.</summary>
    public ClerkMembership AddMember(
        string organizationId, string userId, string role = ClerkRole.Member, JsonObject? publicly = null, JsonObject? privately = null) =>
        Do(change =>
        {
            var organization = ExistingOrganization(organizationId);
            CheckRoom(organization);
            var membership = NewMembership(change, organization, Existing(userId).Id, role, publicly, privately);
            Announce(change, "organizationMembership.created", membership);
            return membership;
        });

    /// <summary>Announced as <c>organizationMembership.updated</c>.</summary>
    public ClerkMembership ChangeRole(string organizationId, string userId, string role) => Do(change =>
    {
        var membership = ExistingMembership(organizationId, userId);
        CheckRole(role);
        if (role != ClerkRole.Admin)
        {
            CheckNotLastAdmin(membership);
        }

        return Update(change, membership with { Role = role });
    });

    /// <summary>Deeply, null removes a key. Announced as <c>organizationMembership.updated</c>.</summary>
    public ClerkMembership MergeMembershipMetadata(
        string organizationId, string userId, JsonObject? publicly = null, JsonObject? privately = null) => Do(change =>
    {
        var membership = ExistingMembership(organizationId, userId);
        return Update(change, membership with
        {
            PublicMetadata = Metadata.Merge(membership.PublicMetadata, publicly, "public_metadata"),
            PrivateMetadata = Metadata.Merge(membership.PrivateMetadata, privately, "private_metadata"),
        });
    });

    /// <summary>Announced as <c>organizationMembership.deleted</c>, with the whole membership.</summary>
    public ClerkMembership RemoveMember(string organizationId, string userId) => Do(change =>
    {
        var membership = ExistingMembership(organizationId, userId);
        CheckNotLastAdmin(membership);
        change.Apply(new StateChange.MembershipRemoved(membership.Id));
        Announce(change, "organizationMembership.deleted", membership);
        return membership;
    });

    private ClerkMembership ExistingMembership(string organizationId, string userId) =>
        state.Membership(ExistingOrganization(organizationId).Id, userId) ?? throw Refusal.NotFound("organization membership", userId);

    private ClerkMembership NewMembership(
        Change change,
        ClerkOrganization organization,
        string userId,
        string role,
        JsonObject? publicly = null,
        JsonObject? privately = null)
    {
        CheckRole(role);
        if (state.Membership(organization.Id, userId) is not null)
        {
            throw Refusal.BadRequest("already_a_member_in_organization", $"User {userId} is already a member of the organization.");
        }

        var membership = new ClerkMembership
        {
            Id = ids.New("orgmem_"),
            OrganizationId = organization.Id,
            UserId = userId,
            Role = role,
            PublicMetadata = Metadata.Text(publicly, "public_metadata"),
            PrivateMetadata = Metadata.Text(privately, "private_metadata"),
            CreatedAt = change.Time,
            UpdatedAt = change.Time,
        };
        change.Apply(new StateChange.MembershipPut(membership));
        return membership;
    }

    private ClerkMembership Update(Change change, ClerkMembership membership)
    {
        var updated = membership with { UpdatedAt = Stamp(change, membership.UpdatedAt) };
        change.Apply(new StateChange.MembershipPut(updated));
        Announce(change, "organizationMembership.updated", updated);
        return updated;
    }

    private void EndMemberships(Change change, IEnumerable<ClerkMembership> memberships)
    {
        foreach (var membership in memberships.ToList())
        {
            change.Apply(new StateChange.MembershipRemoved(membership.Id));
            if (options.AnnounceCascades)
            {
                Announce(change, "organizationMembership.deleted", membership);
            }
        }
    }

    private void Announce(Change change, string type, ClerkMembership membership) =>
        change.Announce(type, writer.Membership(membership));

    private void CheckRole(string role) => _ = writer.Role(role) ?? throw Refusal.NotFound("role", role);

    private void CheckNotLastAdmin(ClerkMembership membership)
    {
        var admins = state.Memberships.In(ClerkState.ByOrganization, membership.OrganizationId).Where(each => each.Role == ClerkRole.Admin);
        if (membership.Role == ClerkRole.Admin && !admins.Skip(1).Any())
        {
            throw Refusal.BadRequest(
                "organization_minimum_permissions_needed", "There must be at least one member who can manage the organization.");
        }
    }
}
