using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Platform.Ids;

namespace Serverless.Users.Pending;

/// <summary>What to do with the document of an address.</summary>
public abstract record InviteeDecision
{
    private InviteeDecision()
    {
    }

    public sealed record Create(InviteeDocument Document) : InviteeDecision;

    /// <summary>Replace the document that was decided upon, and no other.</summary>
    public sealed record Replace(InviteeDocument Document) : InviteeDecision;

    /// <summary>It is so already, or never was.</summary>
    public sealed record Nothing : InviteeDecision;

    /// <summary>There is an open invitation of the same scope.</summary>
    public sealed record Taken(OpenInvitation By) : InviteeDecision;

    /// <summary>There are as many open invitations as there may be.</summary>
    public sealed record Full : InviteeDecision;

    /// <summary>The last invitation has been closed; the person must be withdrawn first.</summary>
    public sealed record Leaving(InviteeDocument Document) : InviteeDecision;

    /// <summary>Somebody else came first.</summary>
    public sealed record Foreign : InviteeDecision;
}

/// <summary>What proves that somebody is who was invited. Nothing else does: an unverified address is anybody's claim.</summary>
/// <param name="Addresses">Verified.</param>
/// <param name="InvitedAs">Our id of the person, as the metadata of the invitation carried it; only servers can write them.</param>
public sealed record Proofs(IReadOnlyList<AddressKey> Addresses, UserId? InvitedAs)
{
    public bool Any => Addresses.Count > 0 || InvitedAs is not null;
}

/// <summary>Who is expected at an address, and who may claim to be them.</summary>
public static class InviteeRules
{
    /// <summary>Where our id of the invited person stands in the public metadata of an invitation, and then of a user or a membership.</summary>
    public const string InvitedAs = "invitedAs";

    /// <summary>Open invitations of one address.</summary>
    public const int MostOpen = 100;

    /// <summary>Addresses of one person that are looked at; nobody verifies so many.</summary>
    private const int MostAddresses = 10;

    /// <param name="ifNew">Of the person, should nobody be expected at the address yet.</param>
    public static InviteeDecision Open(InviteeDocument? held, AddressKey address, OpenInvitation invitation, UserId ifNew) => held switch
    {
        null => new InviteeDecision.Create(new InviteeDocument { Id = address.Value, User = ifNew, Open = [invitation] }),
        { Open: [], ClaimedBy: null } => new InviteeDecision.Leaving(held),
        _ when held.Open.FirstOrDefault(open => open.Scope == invitation.Scope) is { } open =>
            open == invitation ? new InviteeDecision.Nothing() : new InviteeDecision.Taken(open),
        { Open.Count: >= MostOpen } => new InviteeDecision.Full(),
        _ => new InviteeDecision.Replace(held with { Open = [.. held.Open, invitation] }),
    };

    public static InviteeDecision Close(InviteeDocument? held, OpenInvitation invitation) => held switch
    {
        null => new InviteeDecision.Nothing(),
        { Open: [], ClaimedBy: null } => new InviteeDecision.Leaving(held),
        _ when held.Open.Contains(invitation) => new InviteeDecision.Replace(held with { Open = [.. held.Open.Where(open => open != invitation)] }),
        _ => new InviteeDecision.Nothing(),
    };

    /// <summary>The first who proves it is the person, for ever. Whom nobody expects any more cannot be claimed.</summary>
    public static InviteeDecision Claim(InviteeDocument? held, ProviderSubject subject) => held switch
    {
        null or { Open: [], ClaimedBy: null } => new InviteeDecision.Foreign(),
        { ClaimedBy: null } => new InviteeDecision.Replace(held with { ClaimedBy = subject.Subject }),
        _ => held.ClaimedBy == subject.Subject ? new InviteeDecision.Nothing() : new InviteeDecision.Foreign(),
    };

    /// <summary>What a person proves now and did not prove by what we hold: the rest was looked at when we learnt it.</summary>
    /// <param name="held">Null if nobody of this subject is known.</param>
    public static Proofs NewProofs(UserSeen seen, UserDocument? held, UserId? invitedAs = null)
    {
        if (held is { IsDeleted: true } || seen.Version <= held?.Version)
        {
            return new Proofs([], null);
        }

        var known = held?.Profile is { } profile ? Verified(profile) : [];
        var told = Told(seen.Profile);
        return new Proofs(
            [.. Verified(seen.Profile).Except(known).Take(MostAddresses).Select(AddressKey.Of)],
            invitedAs ?? (held?.Profile is { } before && told == Told(before) ? null : told));
    }

    private static IEnumerable<string> Verified(UserProfile profile) =>
        profile.Emails.Where(email => email.Verified).Select(email => email.Address.ToLowerInvariant());

    private static UserId? Told(UserProfile profile) =>
        InternalId<UserId>.TryParse(profile.PublicMetadata?.Text(InvitedAs), out var id) ? id : null;
}
