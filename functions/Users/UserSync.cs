using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <summary>The one path by which a fact, wherever it was learnt, becomes part of a user's document.</summary>
public sealed class UserSync(IdentityMap identities, UserStore users)
{
    // Each lost attempt means that somebody else's succeeded; more than a few at once for one person is not traffic.
    private const int Attempts = 8;

    /// <param name="expectNew">Whether the person is probably unknown so far; only a matter of cost.</param>
    /// <returns>What was decided in the end, and for whom.</returns>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<(UserId Id, UserDecision Decision)> Apply(UserFact fact, bool expectNew, CancellationToken cancellation)
    {
        var (id, isNew) = await identities.GetOrCreate(fact.Subject, expectNew, cancellation);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // Nothing is stored under an id made a moment ago: the read is saved, and a conflict would still be noticed.
            var stored = isNew && attempt == 1 ? null : await users.Find(id, cancellation);
            var decision = UserRules.Decide(stored?.Value, fact, id);
            if (await users.TryApply(decision, stored, cancellation))
            {
                return (id, decision);
            }
        }

        throw new WriteContentionException(id.Value, Attempts);
    }
}
