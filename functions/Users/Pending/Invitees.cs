using Serverless.Identity;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;

namespace Serverless.Users.Pending;

/// <summary>What became of opening an invitation to an address.</summary>
public abstract record Opening
{
    private Opening()
    {
    }

    /// <param name="User">Who is expected: the same person for all who invite the address.</param>
    public sealed record Opened(UserId User) : Opening;

    /// <summary>There is an open invitation of the same scope.</summary>
    public sealed record Taken(OpenInvitation By, UserId User) : Opening;

    /// <summary>The address has as many open invitations as it may have.</summary>
    public sealed record Full : Opening;
}

/// <summary>
/// People who are expected, by address. Each is made with the first invitation and withdrawn with the last, unless somebody has claimed
/// to be them before.
/// </summary>
public sealed class Invitees(InviteeStore store, UserStore users, UserMerge merge, IdGenerator ids)
{
    /// <summary>Each lost attempt means that somebody else's succeeded.</summary>
    private const int Attempts = 8;

    public Task<Stored<InviteeDocument>?> Find(AddressKey address, CancellationToken cancellation) => store.Find(address, cancellation);

    /// <summary>Has an invitation expect whoever is at the address. Done twice with the same invitation, it is done once.</summary>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<Opening> Open(string address, OpenInvitation invitation, CancellationToken cancellation)
    {
        var key = AddressKey.Of(address);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var stored = await store.Find(key, cancellation);
            var (decision, before) = await Decide(
                key, stored, held => InviteeRules.Open(held, key, invitation, UserId.New(ids)), cancellation);
            switch (decision)
            {
                case InviteeDecision.Create { Document.User: var user }:
                    return new Opening.Opened(user);
                case InviteeDecision.Taken { By: var by }:
                    return new Opening.Taken(by, before!.User);
                case InviteeDecision.Full:
                    return new Opening.Full();
                case InviteeDecision.Leaving:
                    await Withdraw(key, cancellation);
                    break;
                default:
                    return new Opening.Opened(before!.User);
            }
        }

        throw new WriteContentionException(key.Value, Attempts);
    }

    /// <summary>Makes the document of who is expected, if nobody has come or been withdrawn meanwhile.</summary>
    public async Task Expect(UserId user, string address, CancellationToken cancellation) => await merge.Apply(
        new UserInvited(ProviderSubject.Pending(user), address), user, await users.Find(user, cancellation), cancellation);

    /// <summary>Has an invitation expect nobody any more; whom none expects is withdrawn.</summary>
    /// <inheritdoc cref="Open"/>
    public async Task Close(string address, OpenInvitation invitation, CancellationToken cancellation)
    {
        var key = AddressKey.Of(address);
        var (decision, _) = await Decide(
            key, await store.Find(key, cancellation), held => InviteeRules.Close(held, invitation), cancellation);
        if (decision is InviteeDecision.Leaving or InviteeDecision.Replace { Document: { Open: [], ClaimedBy: null } })
        {
            await Withdraw(key, cancellation);
        }
    }

    /// <summary>Whoever is expected at the address, if they are this subject from now on; null if they are not.</summary>
    /// <inheritdoc cref="Open"/>
    public async Task<InviteeDocument?> Claim(Stored<InviteeDocument> expected, ProviderSubject subject, CancellationToken cancellation)
    {
        var (decision, before) = await Decide(
            AddressKey.Of(expected.Value), expected, held => InviteeRules.Claim(held, subject), cancellation);
        return decision is InviteeDecision.Replace or InviteeDecision.Nothing ? before! with { ClaimedBy = subject.Subject } : null;
    }

    /// <summary>
    /// Ends what a claim began: tells each invitation who came, and forgets the address. Who is known by another id stays who they are;
    /// then the person who was expected is withdrawn.
    /// </summary>
    /// <param name="tell">Told of one invitation twice, it must do no harm.</param>
    public async Task Settle(InviteeDocument claimed, UserId id, Func<OpenInvitation, Task> tell, CancellationToken cancellation)
    {
        if (claimed.User != id)
        {
            await Withdraw(claimed.User, cancellation);
        }

        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await store.Find(AddressKey.Of(claimed), cancellation) is not { } stored || stored.Value.ClaimedBy != claimed.ClaimedBy)
            {
                return;
            }

            foreach (var invitation in stored.Value.Open)
            {
                await tell(invitation);
            }

            if (await store.TryDelete(stored, cancellation))
            {
                return;
            }
        }

        throw new WriteContentionException(claimed.Id, Attempts);
    }

    /// <summary>Of one whom no invitation expects. Until the end of it nobody can be expected at the address anew.</summary>
    private async Task Withdraw(AddressKey key, CancellationToken cancellation)
    {
        if (await store.Find(key, cancellation) is { Value: { Open: [], ClaimedBy: null } invitee } stored)
        {
            await Withdraw(invitee.User, cancellation);
            await store.TryDelete(stored, cancellation);
        }
    }

    private async Task Withdraw(UserId user, CancellationToken cancellation) => await merge.Apply(
        new UserWithdrawn(ProviderSubject.Pending(user)), user, await users.Find(user, cancellation), cancellation);

    private Task<(InviteeDecision Decision, InviteeDocument? Before)> Decide(
        AddressKey key, Stored<InviteeDocument>? stored, Func<InviteeDocument?, InviteeDecision> decide, CancellationToken cancellation) =>
        ConditionalWrite.Apply(
            key.Value,
            stored,
            decide,
            (decided, decidedUpon) => store.TryApply(decided, decidedUpon, cancellation),
            () => store.Find(key, cancellation));
}
