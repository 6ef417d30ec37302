using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Identity;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Users;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

/// <summary>Invitations at Clerk, into organizations and into the application, which it keeps apart.</summary>
/// <remarks>Every method throws <see cref="ClerkException"/> for what it does not say that it answers.</remarks>
public sealed class ClerkInvitations(ClerkApi clerk, ClerkCommands commands)
{
    /// <summary>Pages of a list; beyond 100,000 pending invitations the rest waits until there are fewer.</summary>
    private const int MostPages = 200;

    /// <summary>Addresses that Clerk takes in one question (same source).</summary>
    public const int MostAddresses = 100;

    /// <summary>Makes it at Clerk, who mails it.</summary>
    public async Task<InvitationEvent.Sent> Send(InvitationDocument invitation, CancellationToken cancellation)
    {
        var metadata = new JsonObject { [ClerkInvitationReader.OurId] = invitation.Id.Value, [InviteeRules.InvitedAs] = invitation.User.Value };
        if (invitation.OrganizationSubject is null && invitation.Role is { } role)
        {
            metadata["role"] = role;
        }

        var made = invitation.OrganizationSubject is { } organization
            ? await commands.CreateOrganizationInvitation(
                organization,
                new ClerkNewOrganizationInvitation(invitation.Email!, invitation.Role!)
                {
                    InviterUserId = invitation.InviterSubject,
                    PublicMetadata = metadata,
                    RedirectUrl = invitation.RedirectUrl,
                    ExpiresInDays = invitation.ExpiresInDays,
                },
                cancellation)
            : await commands.CreateInvitation(
                new ClerkNewInvitation(invitation.Email!)
                {
                    PublicMetadata = metadata,
                    RedirectUrl = invitation.RedirectUrl,
                    IgnoreExisting = true,
                    ExpiresInDays = invitation.ExpiresInDays,
                },
                cancellation);
        return Readable(made) is { } seen ? new(seen.ClerkId, seen.ExpiresAt) : throw new ClerkException(200, ClerkCodes.Unreadable);
    }

    /// <summary>The pending one of the address: ours, if an answer was lost, or what somebody made at Clerk. Null if there is none.</summary>
    public async Task<InvitationSeen?> FindPending(InvitationDocument invitation, CancellationToken cancellation)
    {
        // A part of an address is found too, so there may be others.
        var query = invitation.OrganizationSubject is null
            ? new ClerkInvitationQuery { Status = "pending", Query = invitation.Email }
            : new ClerkInvitationQuery { Status = "pending", EmailAddress = invitation.Email };
        using var list = invitation.OrganizationSubject is { } organization
            ? await clerk.ListOrganizationInvitations(organization, query, cancellation)
            : await clerk.ListInvitations(query, cancellation);
        return list.Items.Select(Readable)
            .Where(seen => seen?.Email == invitation.Email)
            .OrderByDescending(seen => seen!.Ours == invitation.Id)
            .FirstOrDefault();
    }

    /// <summary>The invitation as it stands; null if Clerk says that there is none, or no such organization.</summary>
    public async Task<InvitationSeen?> Find(ProviderSubject? organization, string clerkId, CancellationToken cancellation)
    {
        var found = organization is null
            ? await clerk.FindInvitation(clerkId, cancellation)
            : await clerk.FindOrganizationInvitation(organization.Subject, clerkId, cancellation);
        return found is null ? null : Readable(found.Value) ?? throw new ClerkException(200, ClerkCodes.Unreadable);
    }

    /// <summary>Revokes it at Clerk, where only one of revoking, accepting and running out can win.</summary>
    /// <returns>Null if this call won; else what had happened before. What Clerk does not know can be accepted by nobody.</returns>
    public async Task<InvitationEvent?> Revoke(InvitationDocument invitation, CancellationToken cancellation)
    {
        try
        {
            _ = invitation.OrganizationSubject is { } organization
                ? await commands.RevokeOrganizationInvitation(organization, invitation.ClerkId!, requestingUserId: null, cancellation)
                : await commands.RevokeInvitation(invitation.ClerkId!, cancellation);
            return null;
        }
        catch (ClerkException refused) when (refused.Status is 400 or 404)
        {
            var seen = await Find(InvitationScope.Of(invitation).Organization, invitation.ClerkId!, cancellation);
            var happened = seen is null ? new InvitationEvent.Revoked() : seen.Event(by: null);
            if (happened is null or InvitationEvent.Sent)
            {
                throw;
            }

            return happened;
        }
    }

    /// <summary>Whoever has proven to own the address, by Clerk's account; null if nobody has.</summary>
    public async Task<UserSeen?> FindOwner(string address, CancellationToken cancellation) =>
        await FindOwners([address], cancellation) is [var owner, ..] ? owner : null;

    /// <summary>Whoever has proven to own one of some addresses.</summary>
    /// <param name="addresses">At most <see cref="MostAddresses"/>, in lower case.</param>
    public async Task<IReadOnlyList<UserSeen>> FindOwners(IReadOnlyCollection<string> addresses, CancellationToken cancellation)
    {
        using var list = await clerk.ListUsers(new ClerkUserQuery { EmailAddresses = [.. addresses] }, cancellation);
        return [.. list.Items.Select(ClerkUserReader.Seen)
            .OfType<UserReading.Read>()
            .Select(reading => reading.Fact)
            .OfType<UserSeen>()
            .Where(seen => addresses.Any(address => Owns(seen, address)))];
    }

    public static bool Owns(UserSeen user, string address) =>
        user.Profile.Emails.Any(email => email.Verified && email.Address.Equals(address, StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes somebody a member, as the invitation says.</summary>
    /// <returns>The membership; null if there was one already.</returns>
    public async Task<MembershipFact?> Grant(InvitationDocument invitation, string user, CancellationToken cancellation)
    {
        var membership = new ClerkNewMembership(user, invitation.Role!)
        {
            PublicMetadata = new JsonObject { [ClerkInvitationReader.OurId] = invitation.Id.Value },
        };
        try
        {
            var made = await commands.CreateMembership(invitation.OrganizationSubject!, membership, cancellation);
            return ClerkOrganizationReader.Membership(made) is OrganizationReading.OfMembership { Fact: var fact }
                ? fact
                : throw new ClerkException(200, ClerkCodes.Unreadable);
        }
        catch (ClerkException refused) when (refused.Codes.Contains(ClerkCodes.AlreadyAMember))
        {
            return null;
        }
    }

    /// <summary>All that are pending, of all organizations and of the application.</summary>
    public async Task<IReadOnlyList<InvitationSeen>> ListPending(CancellationToken cancellation)
    {
        var found = new Dictionary<string, InvitationSeen>();
        await Walk(query => clerk.ListInvitations(query, cancellation));
        await Walk(query => clerk.ListAllOrganizationInvitations(query, cancellation));
        return [.. found.Values];

        async Task Walk(Func<ClerkInvitationQuery, Task<ClerkList>> list)
        {
            for (var page = 0; page < MostPages; page++)
            {
                var query = new ClerkInvitationQuery { Status = "pending", Offset = page * ClerkPage.LargestLimit };
                using var listed = await list(query);
                foreach (var seen in listed.Items.Select(Readable).OfType<InvitationSeen>())
                {
                    found[seen.ClerkId] = seen;
                }

                if (listed.Items.Count < ClerkPage.LargestLimit)
                {
                    return;
                }
            }
        }
    }

    private static InvitationSeen? Readable(JsonElement invitation) => ClerkInvitationReader.Read(invitation);
}
