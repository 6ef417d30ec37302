using Serverless.Platform.Cosmos;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>Something that Clerk told, to be held against our document.</summary>
/// <param name="Known">The document as read a moment ago; null if it has not been read.</param>
/// <param name="ExpectNew">Whether we probably have none; only a matter of cost.</param>
public sealed record Told(UserFact Fact, Stored<UserDocument>? Known = null, bool ExpectNew = false);

/// <summary>Applies what Clerk's API told, by the same path as its events, and says what had to be mended.</summary>
public sealed class Repairer(UserSync users, DeadLetteredSubjects deadLetters, RepairWork work)
{
    /// <returns>The repairs; in no particular order, and without those to whom nothing had to be done.</returns>
    public Task<IReadOnlyList<Repair>> Apply(IEnumerable<Told> facts, CancellationToken cancellation) => work.Do(
        facts,
        (told, token) => told.Known is { } known ? users.Apply(told.Fact, known, token) : users.Apply(told.Fact, told.ExpectNew, token),
        applied => applied.Decision is not UserDecision.Ignore,
        deadLetters.OfUsers,
        (told, applied, stuck, now) => RepairRules.Of(told.Fact, applied, stuck.Contains(told.Fact.Subject.Subject), now),
        cancellation);
}
