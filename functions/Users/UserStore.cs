using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <summary>Reads users, and writes what <see cref="UserRules"/> decided, under the condition it was decided upon.</summary>
public sealed class UserStore(Documents<UserDocument> documents)
{
    public Task<Stored<UserDocument>?> Find(UserId id, CancellationToken cancellation) => documents.Find(id.Value, cancellation);

    /// <summary>Those of some ids that there are, the deleted included, in no order.</summary>
    public IAsyncEnumerable<Stored<UserDocument>> FindAll(IEnumerable<UserId> ids, CancellationToken cancellation) => documents.Query(
        $"SELECT * FROM c WHERE ARRAY_CONTAINS({ids.Select(id => id.Value).ToArray()}, c.id)", partition: null, cancellation);

    /// <summary>The living whose account Clerk made after one time and not after another, in milliseconds since the Unix epoch.</summary>
    public IAsyncEnumerable<Stored<UserDocument>> CreatedWithin(long after, long upTo, CancellationToken cancellation) => documents.Query(
        $"SELECT * FROM c WHERE c.profile.createdAt > {after} AND c.profile.createdAt <= {upTo}", partition: null, cancellation);

    /// <summary>How many <see cref="CreatedWithin"/> would find.</summary>
    public Task<long> CountCreatedWithin(long after, long upTo, CancellationToken cancellation) =>
        documents.Count($"c.profile.createdAt > {after} AND c.profile.createdAt <= {upTo}", cancellation);

    /// <summary>A page of users, in the order in which we first met them.</summary>
    /// <returns>And the last of them if there are more.</returns>
    public async Task<(IReadOnlyList<UserDocument> Users, UserId? Next)> List(UserListQuery query, CancellationToken cancellation)
    {
        if (query is { Email: not null, Status: UserStatus.Deleted })
        {
            return ([], null);   // tombstones have no address
        }

        var limit = query.Page.Limit;
        var (most, after) = (limit + 1, query.Page.After?.Value ?? "");
        FormattableString sql = query switch
        {
            { Email: { } email, Status: UserStatus.Pending } =>
                $"SELECT TOP {most} * FROM c WHERE c.email = {email} AND c.invited = true AND c.id > {after} ORDER BY c.id",
            { Email: { } email, Status: UserStatus.Active } =>
                $"SELECT TOP {most} * FROM c WHERE c.email = {email} AND c.profile.createdAt > -1 AND c.id > {after} ORDER BY c.id",
            { Email: { } email } => $"SELECT TOP {most} * FROM c WHERE c.email = {email} AND c.id > {after} ORDER BY c.id",
            { Status: UserStatus.Pending } => $"SELECT TOP {most} * FROM c WHERE c.invited = true AND c.id > {after} ORDER BY c.id",
            { Status: UserStatus.Deleted } => $"SELECT TOP {most} * FROM c WHERE c.deletionSource > '' AND c.id > {after} ORDER BY c.id",
            { Status: UserStatus.Active } => $"SELECT TOP {most} * FROM c WHERE c.profile.createdAt > -1 AND c.id > {after} ORDER BY c.id",
            _ => $"SELECT TOP {most} * FROM c WHERE c.id > {after} ORDER BY c.id",
        };
        var found = new List<UserDocument>();
        await foreach (var user in documents.Query(sql, partition: null, cancellation))
        {
            found.Add(user.Value);
        }

        return found.Count <= limit ? (found, null) : (found[..limit], found[limit - 1].Id);
    }

    /// <summary>Whether anybody else can give roles.</summary>
    public async Task<bool> AnotherAdminExists(UserId than, CancellationToken cancellation) =>
        await documents.Count($"c.profile.publicMetadata.role = {Roles.Admin} AND c.profile.banned = false AND c.id != {than.Value}", cancellation) > 0;

    /// <summary>False if somebody else wrote in between: read again and decide again.</summary>
    public Task<bool> TryApply(UserDecision decision, Stored<UserDocument>? decidedUpon, CancellationToken cancellation) => decision switch
    {
        UserDecision.Ignore => Task.FromResult(true),
        UserDecision.Create create => documents.TryCreate(create.Document.Id.Value, create.Document, cancellation),
        UserDecision.Replace replace => documents.TryReplace(replace.Document.Id.Value, replace.Document, decidedUpon!.ETag, cancellation),
        _ => throw new InvalidOperationException($"Cannot apply {decision.GetType().Name}."),
    };
}
