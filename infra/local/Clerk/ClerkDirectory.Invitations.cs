using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk;

public sealed partial class ClerkDirectory
{
    private const int MostDays = 365;
    private const string SignUpPage = "https://accounts.example.test/sign-up";

    public ClerkInvitation? FindInvitation(string id)
    {
        lock (state.Gate)
        {
            return state.Invitations.Find(id);
        }
    }

    public ClerkOrganizationInvitation? FindOrganizationInvitation(string id)
    {
        lock (state.Gate)
        {
            return state.OrganizationInvitations.Find(id);
        }
    }

    /// <summary>Id of the newest invitation that waits at an address, to the application or to an organization.</summary>
    public string? FindInvitationTo(string address)
    {
        lock (state.Gate)
        {
            var now = options.Clock.GetUtcNow();
            var all = state.Invitations.In(ClerkState.ByEmail, address).Select(each => (each.Id, each.CreatedAt, Status: each.StatusAt(now)))
                .Concat(state.OrganizationInvitations.In(ClerkState.ByInvited, address)
                    .Select(each => (each.Id, each.CreatedAt, Status: each.StatusAt(now))));
            return all.Where(each => each.Status == InvitationStatus.Pending).OrderByDescending(each => each.CreatedAt).FirstOrDefault().Id;
        }
    }

    /// <summary>All to the application, in the order of <c>created_at</c>.</summary>
    public IReadOnlyList<ClerkInvitation> Invitations()
    {
        lock (state.Gate)
        {
            return [.. state.Invitations.All()];
        }
    }

    /// <summary>Those to all organizations, in the order of <c>created_at</c>.</summary>
    public IReadOnlyList<ClerkOrganizationInvitation> OrganizationInvitations()
    {
        lock (state.Gate)
        {
            return [.. state.OrganizationInvitations.All()];
        }
    }

    /// <summary>Invites to the application. There is no documented webhook for it.</summary>
    public ClerkInvitation Invite(NewInvitation invitation)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        return InviteAll([invitation])[0];
    }

    /// <summary>Invites all of them, or none when one is refused.</summary>
    public IReadOnlyList<ClerkInvitation> InviteAll(IReadOnlyList<NewInvitation> invitations) => Do(change =>
    {
        foreach (var invitation in invitations)
        {
            CheckDays(invitation.ExpiresInDays);
            if (!invitation.IgnoreExisting)
            {
                CheckUninvited(invitation.EmailAddress, change.Now);
            }
        }

        return (IReadOnlyList<ClerkInvitation>)[.. invitations.Select(invitation =>
        {
            var id = ids.New("inv_");
            var made = new ClerkInvitation
            {
                Id = id,
                EmailAddress = invitation.EmailAddress,
                PublicMetadata = Metadata.Text(invitation.PublicMetadata, "public_metadata"),
                Url = Link(id, invitation.RedirectUrl),
                ExpiresAt = change.Now.AddDays(invitation.ExpiresInDays).ToUnixTimeMilliseconds(),
                CreatedAt = change.Time,
                UpdatedAt = change.Time,
            };
            change.Apply(new StateChange.InvitationPut(made));
            return made;
        })];
    });

    public ClerkInvitation RevokeInvitation(string id) => Do(change =>
    {
        var invitation = state.Invitations.Find(id) ?? throw Refusal.NotFound("invitation", id);
        if (invitation.Status != InvitationStatus.Pending)
        {
            var name = InvitationWriter.Name(invitation.Status);
            throw Refusal.BadRequest($"invitation_already_{name}", $"The invitation has already been {name}.");
        }

        return Put(change, invitation with { Status = InvitationStatus.Revoked });
    });

    /// <summary>
    /// Somebody follows the link and signs up: the address is verified, the invitation's metadata become the user's. Announced as
    /// <c>user.created</c>.
    /// </summary>
    /// <param name="id">Of the invitation.</param>
    /// <param name="person">What else they give; their address is that of the invitation.</param>
    public ClerkUser AcceptInvitation(string id, NewUser? person = null) => Do(change =>
    {
        var invitation = state.Invitations.Find(id) ?? throw Refusal.NotFound("invitation", id);
        CheckPending("invitation", invitation.StatusAt(change.Now));
        var metadata = JsonNode.Parse(invitation.PublicMetadata)!.AsObject();
        var later = options.InvitationMetadataComesLater && metadata.Count > 0;
        var user = Create(
            change,
            (person ?? new NewUser()) with
            {
                EmailAddress = invitation.EmailAddress,
                Verification = EmailVerification.Ticket,
                PublicMetadata = later ? null : metadata,
            },
            announce: true);
        Put(change, invitation with { Status = InvitationStatus.Accepted });
        return later ? Update(change, user, json => json["public_metadata"] = metadata) : user;
    });

    /// <summary>Announced as <c>organizationInvitation.created</c>.</summary>
    public ClerkOrganizationInvitation InviteToOrganization(string organizationId, NewOrganizationInvitation invitation)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        return Do(change =>
        {
            var organization = ExistingOrganization(organizationId);
            CheckRole(invitation.Role);
            CheckDays(invitation.ExpiresInDays);
            CheckUninvited(organization, invitation.EmailAddress, change.Now);
            CheckRoom(organization);
            _ = invitation.InviterId is { } inviter ? Existing(inviter) : null;
            var id = ids.New("orginv_");
            var made = new ClerkOrganizationInvitation
            {
                Id = id,
                OrganizationId = organization.Id,
                EmailAddress = invitation.EmailAddress,
                Role = invitation.Role,
                InviterId = invitation.InviterId,
                PublicMetadata = Metadata.Text(invitation.PublicMetadata, "public_metadata"),
                PrivateMetadata = Metadata.Text(invitation.PrivateMetadata, "private_metadata"),
                Url = Link(id, invitation.RedirectUrl),
                ExpiresAt = change.Now.AddDays(invitation.ExpiresInDays).ToUnixTimeMilliseconds(),
                CreatedAt = change.Time,
                UpdatedAt = change.Time,
            };
            change.Apply(new StateChange.OrganizationInvitationPut(made));
            change.Announce("organizationInvitation.created", writer.Invitation(made, withOrganization: true));
            return made;
        });
    }

    /// <summary>Announced as <c>organizationInvitation.revoked</c>.</summary>
    public ClerkOrganizationInvitation RevokeOrganizationInvitation(string id) => Do(change =>
    {
        var invitation = state.OrganizationInvitations.Find(id) ?? throw Refusal.NotFound("organization invitation", id);
        CheckPending("organization_invitation", invitation.StatusAt(change.Now));
        return Put(change, invitation with { Status = InvitationStatus.Revoked }, "organizationInvitation.revoked");
    });

    /// <summary>
    /// Somebody accepts and becomes a member with the invitation's role and metadata. Announced as <c>user.created</c> for somebody
    /// new, <c>organizationInvitation.accepted</c> and <c>organizationMembership.created</c>.
    /// </summary>
    /// <param name="id">Of the invitation.</param>
    /// <param name="userId">Who accepts; null for whoever has the address, or somebody new.</param>
    /// <param name="person">What somebody new gives.</param>
    public ClerkMembership AcceptOrganizationInvitation(string id, string? userId = null, NewUser? person = null) => Do(change =>
    {
        var invitation = state.OrganizationInvitations.Find(id) ?? throw Refusal.NotFound("organization invitation", id);
        CheckPending("organization_invitation", invitation.StatusAt(change.Now));
        var organization = ExistingOrganization(invitation.OrganizationId);
        var user = userId is not null ? Existing(userId) : state.Users.WithEmail(invitation.EmailAddress);
        user ??= Create(
            change,
            (person ?? new NewUser()) with { EmailAddress = invitation.EmailAddress, Verification = EmailVerification.Ticket },
            announce: true);
        var membership = NewMembership(
            change,
            organization,
            user.Id,
            invitation.Role,
            JsonNode.Parse(invitation.PublicMetadata)!.AsObject(),
            JsonNode.Parse(invitation.PrivateMetadata)!.AsObject());
        Put(change, invitation with { Status = InvitationStatus.Accepted, UserId = user.Id }, "organizationInvitation.accepted");
        Announce(change, "organizationMembership.created", membership);
        return membership;
    });

    private static ClerkInvitation Put(Change change, ClerkInvitation invitation)
    {
        var updated = invitation with { UpdatedAt = Stamp(change, invitation.UpdatedAt) };
        change.Apply(new StateChange.InvitationPut(updated));
        return updated;
    }

    private ClerkOrganizationInvitation Put(Change change, ClerkOrganizationInvitation invitation, string type)
    {
        var updated = invitation with { UpdatedAt = Stamp(change, invitation.UpdatedAt) };
        change.Apply(new StateChange.OrganizationInvitationPut(updated));
        change.Announce(type, writer.Invitation(updated, withOrganization: true));
        return updated;
    }

    private void CheckUninvited(string address, DateTimeOffset now)
    {
        if (state.Users.WithEmail(address) is not null)
        {
            throw Refusal.Taken("email_address");
        }

        if (state.Invitations.In(ClerkState.ByEmail, address).Any(each => each.StatusAt(now) == InvitationStatus.Pending))
        {
            throw Refusal.BadRequest("duplicate_record", $"There are already pending invitations for {address}.");
        }
    }

    private void CheckUninvited(ClerkOrganization organization, string address, DateTimeOffset now)
    {
        if (state.OrganizationInvitations.In(ClerkState.ByInvited, address)
            .Any(each => each.OrganizationId == organization.Id && each.StatusAt(now) == InvitationStatus.Pending))
        {
            throw Refusal.BadRequest("organization_invitation_not_unique", $"{address} has already been invited to the organization.");
        }

        if (state.Users.WithEmail(address) is { } user && state.Membership(organization.Id, user.Id) is not null)
        {
            throw Refusal.BadRequest("already_a_member_in_organization", $"{address} is already a member of the organization.");
        }
    }

    private static void CheckPending(string kind, InvitationStatus status)
    {
        if (status != InvitationStatus.Pending)
        {
            throw new ClerkRefusedException(
                404, $"{kind}_not_pending", "not pending", $"The invitation is {InvitationWriter.Name(status)}.");
        }
    }

    private static void CheckDays(int days)
    {
        if (days is < 1 or > MostDays)
        {
            throw Refusal.Value("expires_in_days", $"must be from 1 to {MostDays}.");
        }
    }

    private static string Link(string id, string? redirect)
    {
        var page = redirect ?? SignUpPage;
        return $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}__clerk_ticket={id}";
    }
}
