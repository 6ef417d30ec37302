using Serverless.Identity;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;
using Serverless.Users.Pending;

namespace Serverless.Users;

/// <summary>
/// The one path by which a fact, wherever it was learnt, becomes part of a user's document, and the one place where people get their
/// internal ids: of somebody who was invited, that is the id under which they have been expected.
/// </summary>
public sealed class UserSync(IdentityMap<UserId> identities, UserStore users, UserMerge merge, Newcomers newcomers, IdGenerator ids)
{
    /// <param name="expectNew">Whether the person is probably unknown so far; only a matter of cost.</param>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public Task<AppliedFact> Apply(UserFact fact, bool expectNew, CancellationToken cancellation) =>
        Apply(fact, expectNew, invitedAs: null, anew: false, cancellation);

    /// <inheritdoc cref="Apply(UserFact, bool, CancellationToken)"/>
    /// <param name="known">The document as it was read a moment ago; if it has changed since, it is read again.</param>
    public async Task<AppliedFact> Apply(UserFact fact, Stored<UserDocument> known, CancellationToken cancellation)
    {
        (fact, var claimed) = await newcomers.Claim(fact, known.Value, invitedAs: null, cancellation);
        await newcomers.Settle(claimed, known.Value.Id, fact.Subject, cancellation);
        return await merge.Apply(fact, known.Value.Id, known, cancellation);
    }

    /// <summary>Applies what Clerk's API told of somebody, and looks at all that they prove as if it were new.</summary>
    public async Task<UserId> Meet(UserSeen seen, CancellationToken cancellation) =>
        (await Apply(seen, expectNew: false, invitedAs: null, anew: true, cancellation)).Id;

    /// <summary>The id of somebody of whom something else tells: a membership, an invitation.</summary>
    /// <returns>The id, and whether this call made it: then nothing can be stored under it yet.</returns>
    public async Task<(UserId Id, bool IsNew)> IdOf(ProviderSubject subject, PersonHint hint, CancellationToken cancellation) =>
        await identities.Find(subject, cancellation) is { } known ? (known, false)
        : await newcomers.Introduce(subject, hint, cancellation) is { } seen
            ? ((await Apply(seen, expectNew: false, hint.InvitedAs, anew: false, cancellation)).Id, false)
        : await identities.GetOrCreate(subject, expectNew: true, cancellation);

    private async Task<AppliedFact> Apply(UserFact fact, bool expectNew, UserId? invitedAs, bool anew, CancellationToken cancellation)
    {
        var id = expectNew ? identities.Remembered(fact.Subject) : await identities.Find(fact.Subject, cancellation);
        var stored = id is null ? null : await users.Find(id, cancellation);
        var proven = anew && stored is not { Value.IsDeleted: true } ? null : stored?.Value;
        (fact, var claimed) = await newcomers.Claim(fact, proven, invitedAs, cancellation);
        if (id is null)
        {
            (id, var isNew) = await identities.Create(
                fact.Subject, claimed is [var expected, ..] ? expected.User : UserId.New(ids), cancellation);

            // Nothing is stored under an id made a moment ago: the read is saved, and a conflict would still be noticed.
            stored = isNew && claimed is [] ? null : await users.Find(id, cancellation);
        }

        // Before the document: whoever comes again after a crash still proves something new.
        await newcomers.Settle(claimed, id, fact.Subject, cancellation);
        return await merge.Apply(fact, id, stored, cancellation);
    }
}
