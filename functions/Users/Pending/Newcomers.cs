using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;

namespace Serverless.Users.Pending;

/// <summary>What somebody else's event tells of a person before we know them.</summary>
/// <param name="Address">By which Clerk calls them, if it is an e-mail address; not proven.</param>
/// <param name="InvitedAs">Our id of them, if they accepted an invitation of ours.</param>
public sealed record PersonHint(string? Address, UserId? InvitedAs);

/// <summary>
/// Recognizes in people who are new to us, or have newly proven an address, those whom an invitation expects. An event may be old by the
/// time it arrives, and its person deleted or without the address: before one becomes somebody, Clerk is asked.
/// </summary>
public sealed class Newcomers(Invitees invitees, UserStore users, IInvitations invitations, ClerkApi clerk)
{
    /// <summary>Claims those who are expected for somebody who proves to be them.</summary>
    /// <param name="held">What we hold of the person; null if they are new to us.</param>
    /// <param name="invitedAs">As who the membership that tells of them says they were invited.</param>
    /// <returns>Whom they claimed; and what is to be merged, which Clerk may have told anew.</returns>
    /// <exception cref="ClerkException">Somebody is expected, and Clerk did not say whether it is they.</exception>
    public async Task<(UserFact Fact, IReadOnlyList<InviteeDocument> Claimed)> Claim(
        UserFact fact, UserDocument? held, UserId? invitedAs, CancellationToken cancellation)
    {
        if (fact is not UserSeen seen)
        {
            return (fact, []);
        }

        var expected = await Expected(InviteeRules.NewProofs(seen, held, invitedAs), cancellation);
        if (expected is [])
        {
            return (fact, []);
        }

        if (seen.Source != FactSource.Api)
        {
            if (await Ask(seen.Subject, cancellation) is not { } now)
            {
                return (fact, []);
            }

            seen = now;
            expected = await Expected(InviteeRules.NewProofs(seen, held, invitedAs), cancellation);
        }

        var claimed = new List<InviteeDocument>();
        foreach (var invitee in expected)
        {
            if (await invitees.Claim(invitee, seen.Subject, cancellation) is { } won)
            {
                claimed.Add(won);
            }
        }

        return (seen, claimed);
    }

    /// <summary>Ends what <see cref="Claim"/> began, once the person has an id.</summary>
    public async Task Settle(IReadOnlyList<InviteeDocument> claimed, UserId id, ProviderSubject subject, CancellationToken cancellation)
    {
        foreach (var invitee in claimed)
        {
            await invitees.Settle(invitee, id, invitation => invitations.Found(invitation, id, subject, cancellation), cancellation);
        }
    }

    /// <summary>What Clerk says of somebody who may be expected, going by the hint; null if nobody is, or there is no such person.</summary>
    /// <exception cref="ClerkException">Somebody is expected, and Clerk did not say whether it is they.</exception>
    public async Task<UserSeen?> Introduce(ProviderSubject subject, PersonHint hint, CancellationToken cancellation)
    {
        var proofs = new Proofs(hint.Address is null ? [] : [AddressKey.Of(hint.Address)], hint.InvitedAs);
        return (await Expected(proofs, cancellation)).Count > 0 ? await Ask(subject, cancellation) : null;
    }

    private async Task<UserSeen?> Ask(ProviderSubject subject, CancellationToken cancellation) =>
        await clerk.FindUser(subject.Subject, cancellation) is { } user
        && ClerkUserReader.Seen(user) is UserReading.Read { Fact: UserSeen seen }
        && seen.Subject == subject
            ? seen
            : null;

    private async Task<IReadOnlyList<Stored<InviteeDocument>>> Expected(Proofs proofs, CancellationToken cancellation)
    {
        var expected = new Dictionary<string, Stored<InviteeDocument>>();
        foreach (var address in proofs.Addresses)
        {
            if (await invitees.Find(address, cancellation) is { } invitee)
            {
                expected.Add(invitee.Value.Id, invitee);
            }
        }

        if (proofs.InvitedAs is { } person
            && await users.Find(person, cancellation) is { Value: { IsPending: true, Email: { } invited } }
            && await invitees.Find(AddressKey.Of(invited), cancellation) is { } told
            && told.Value.User == person)
        {
            expected.TryAdd(told.Value.Id, told);
        }

        return [.. expected.Values];
    }
}
