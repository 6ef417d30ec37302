using System.Text;
using Local.Clerk.Store;

namespace Local.Clerk;

public sealed partial class ClerkDirectory
{
    private const int SlugSuffix = 6;

    /// <summary>Null if there is no such organization.</summary>
    public ClerkOrganization? FindOrganization(string idOrSlug)
    {
        lock (state.Gate)
        {
            return state.OrganizationNamed(idOrSlug);
        }
    }

    /// <summary>All, in the order of <c>created_at</c>.</summary>
    public IReadOnlyList<ClerkOrganization> Organizations()
    {
        lock (state.Gate)
        {
            return [.. state.Organizations.All()];
        }
    }

    /// <summary>Announced as <c>organization.created</c>; its creator becomes its administrator.</summary>
    public ClerkOrganization CreateOrganization(NewOrganization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return Do(change =>
        {
            var creator = organization.CreatedBy is { } user ? Existing(user) : null;
            var created = (organization.CreatedAt ?? change.Now).ToUnixTimeMilliseconds();
            var made = new ClerkOrganization
            {
                Id = ids.New("org_"),
                Name = organization.Name,
                Slug = NewSlug(organization),
                CreatedBy = organization.CreatedBy,
                MaxAllowedMemberships = organization.MaxAllowedMemberships,
                PublicMetadata = Metadata.Text(organization.PublicMetadata, "public_metadata"),
                PrivateMetadata = Metadata.Text(organization.PrivateMetadata, "private_metadata"),
                CreatedAt = created,
                UpdatedAt = created,
            };
            change.Apply(new StateChange.OrganizationPut(made));
            var membership = creator is null ? null : NewMembership(change, made, creator.Id, ClerkRole.Admin);
            change.Announce("organization.created", writer.Organization(made));
            if (membership is not null)
            {
                Announce(change, "organizationMembership.created", membership);
            }

            return made;
        });
    }

    /// <summary>Announced as <c>organization.updated</c>.</summary>
    /// <param name="idOrSlug">Which.</param>
    /// <param name="edit">Gives the changed one; id and times are not its to change.</param>
    public ClerkOrganization UpdateOrganization(string idOrSlug, Func<ClerkOrganization, ClerkOrganization> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return Do(change =>
        {
            var present = ExistingOrganization(idOrSlug);
            var updated = edit(present) with
            {
                Id = present.Id,
                CreatedAt = present.CreatedAt,
                UpdatedAt = Stamp(change, present.UpdatedAt),
            };
            if (updated.Slug != present.Slug)
            {
                CheckSlug(updated.Slug, present.Id);
                change.Apply(new StateChange.OrganizationRemoved(present.Id));
            }

            change.Apply(new StateChange.OrganizationPut(updated));
            change.Announce("organization.updated", writer.Organization(updated));
            return updated;
        });
    }

    /// <summary>Announced as <c>organization.deleted</c>; memberships and invitations end with it.</summary>
    public ClerkOrganization DeleteOrganization(string idOrSlug) => Do(change =>
    {
        var organization = ExistingOrganization(idOrSlug);
        foreach (var invitation in state.OrganizationInvitations.In(ClerkState.ByOrganization, organization.Id).ToList())
        {
            change.Apply(new StateChange.OrganizationInvitationRemoved(invitation.Id));
        }

        EndMemberships(change, state.Memberships.In(ClerkState.ByOrganization, organization.Id));
        change.Apply(new StateChange.OrganizationRemoved(organization.Id));
        change.Announce("organization.deleted", DeletionStub("organization", organization.Id, slug: organization.Slug));
        return organization;
    });

    private ClerkOrganization ExistingOrganization(string idOrSlug) =>
        state.OrganizationNamed(idOrSlug) ?? throw Refusal.NotFound("organization", idOrSlug);

    /// <summary>Pending invitations take up room too.</summary>
    private void CheckRoom(ClerkOrganization organization)
    {
        var taken = state.MembersOf(organization.Id) + state.PendingInvitationsOf(organization.Id, options.Clock.GetUtcNow());
        if (organization.MaxAllowedMemberships > 0 && taken >= organization.MaxAllowedMemberships)
        {
            throw Refusal.Forbidden(
                "organization_membership_quota_exceeded",
                $"The organization may have {organization.MaxAllowedMemberships} memberships, outstanding invitations included.");
        }
    }

    private string NewSlug(NewOrganization organization)
    {
        if (organization.Slug is { } wanted)
        {
            CheckSlug(wanted, owner: null);
            return wanted;
        }

        var slug = new StringBuilder();
        foreach (var letter in organization.Name.ToLowerInvariant())
        {
            slug.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        }

        var made = slug.ToString().Trim('-');
        return made.Length > 0 && state.OrganizationNamed(made) is null ? made : $"{made}-{ids.New("")[..SlugSuffix].ToLowerInvariant()}";
    }

    private void CheckSlug(string slug, string? owner)
    {
        if (state.OrganizationNamed(slug) is { } other && other.Id != owner)
        {
            throw Refusal.Taken("slug");
        }
    }
}
