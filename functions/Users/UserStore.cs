using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <summary>Reads users, and writes what <see cref="UserRules"/> decided, under the condition it was decided upon.</summary>
public sealed class UserStore(Documents<UserDocument> documents)
{
    public Task<Stored<UserDocument>?> Find(UserId id, CancellationToken cancellation) => documents.Find(id.Value, cancellation);

    /// <summary>The living whose account Clerk made after one time and not after another, in milliseconds since the Unix epoch.</summary>
    public IAsyncEnumerable<Stored<UserDocument>> CreatedWithin(long after, long upTo, CancellationToken cancellation) => documents.Query(
        $"SELECT * FROM c WHERE c.profile.createdAt > {after} AND c.profile.createdAt <= {upTo}", partition: null, cancellation);

    /// <summary>How many <see cref="CreatedWithin"/> would find.</summary>
    public Task<long> CountCreatedWithin(long after, long upTo, CancellationToken cancellation) =>
        documents.Count($"c.profile.createdAt > {after} AND c.profile.createdAt <= {upTo}", cancellation);

    /// <summary>False if somebody else wrote in between: read again and decide again.</summary>
    public Task<bool> TryApply(UserDecision decision, Stored<UserDocument>? decidedUpon, CancellationToken cancellation) => decision switch
    {
        UserDecision.Ignore => Task.FromResult(true),
        UserDecision.Create create => documents.TryCreate(create.Document.Id.Value, create.Document, cancellation),
        UserDecision.Replace replace => documents.TryReplace(replace.Document.Id.Value, replace.Document, decidedUpon!.ETag, cancellation),
        _ => throw new InvalidOperationException($"Cannot apply {decision.GetType().Name}."),
    };
}
