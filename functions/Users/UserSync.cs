using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <param name="Before">The document that was decided upon; null if there was none.</param>
public sealed record AppliedFact(UserId Id, UserDecision Decision, UserDocument? Before);

/// <summary>The one path by which a fact, wherever it was learnt, becomes part of a user's document.</summary>
public sealed class UserSync(IdentityMap<UserId> identities, UserStore users)
{
    /// <param name="expectNew">Whether the person is probably unknown so far; only a matter of cost.</param>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<AppliedFact> Apply(UserFact fact, bool expectNew, CancellationToken cancellation)
    {
        var (id, isNew) = await identities.GetOrCreate(fact.Subject, expectNew, cancellation);

        // Nothing is stored under an id made a moment ago: the read is saved, and a conflict would still be noticed.
        var stored = isNew ? null : await users.Find(id, cancellation);
        return await Apply(fact, id, stored, cancellation);
    }

    /// <inheritdoc cref="Apply(UserFact, bool, CancellationToken)"/>
    /// <param name="known">The document as it was read a moment ago; if it has changed since, it is read again.</param>
    public Task<AppliedFact> Apply(UserFact fact, Stored<UserDocument> known, CancellationToken cancellation) =>
        Apply(fact, known.Value.Id, known, cancellation);

    private async Task<AppliedFact> Apply(UserFact fact, UserId id, Stored<UserDocument>? stored, CancellationToken cancellation)
    {
        var (decision, before) = await ConditionalWrite.Apply(
            id.Value,
            stored,
            held => UserRules.Decide(held, fact, id),
            (decided, decidedUpon) => users.TryApply(decided, decidedUpon, cancellation),
            () => users.Find(id, cancellation));
        return new AppliedFact(id, decision, before);
    }
}
