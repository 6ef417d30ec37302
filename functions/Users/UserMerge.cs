using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <param name="Before">The document that was decided upon; null if there was none.</param>
public sealed record AppliedFact(UserId Id, UserDecision Decision, UserDocument? Before);

/// <summary>Makes a fact part of the document of one internal id, whoever else is writing it.</summary>
public sealed class UserMerge(UserStore users, HistoryWriter history)
{
    /// <param name="stored">The document as it was read a moment ago; null if there is none.</param>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<AppliedFact> Apply(UserFact fact, UserId id, Stored<UserDocument>? stored, CancellationToken cancellation)
    {
        var (decision, before) = await ConditionalWrite.Apply(
            id.Value,
            stored,
            held => UserRules.Decide(held, fact, id),
            (decided, decidedUpon) => users.TryApply(decided, decidedUpon, cancellation),
            () => users.Find(id, cancellation));
        history.Note(id, "user", UserMetrics.Name(decision), (fact as UserSeen)?.Version, before?.Version);
        return new AppliedFact(id, decision, before);
    }
}
