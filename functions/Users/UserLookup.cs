using System.Collections.Concurrent;
using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Users;

/// <summary>
/// The document of somebody who comes with a valid session token, made on the spot if no webhook has told of them yet. By then the
/// webhook, reconciliation and other requests of the same person may be at it too, here and on other instances: all of them end in
/// <see cref="UserSync"/>, whatever the order.
/// </summary>
public sealed class UserLookup(IdentityMap<UserId> identities, UserStore users, UserSync sync, FreshProfile profiles)
{
    // First requests of one person that come together wait for the same answer of Clerk.
    private readonly ConcurrentDictionary<ProviderSubject, Lazy<Task<Stored<UserDocument>?>>> meetings = new();

    /// <summary>The document, or null if Clerk says that there is nobody of that id: then the token outlived them.</summary>
    public async Task<Stored<UserDocument>?> FindOrCreate(ProviderSubject subject, CancellationToken cancellation)
    {
        return await Find(subject, cancellation) is { Value.IsUnknown: false } known
            ? known
            : await meetings.GetOrAdd(subject, _ => new(() => Meet(subject))).Value.WaitAsync(cancellation);
    }

    private async Task<Stored<UserDocument>?> Find(ProviderSubject subject, CancellationToken cancellation) =>
        await identities.Find(subject, cancellation) is { } id ? await users.Find(id, cancellation) : null;

    /// <summary>Not cancelled when one of those who wait for it gives up.</summary>
    private async Task<Stored<UserDocument>?> Meet(ProviderSubject subject)
    {
        try
        {
            // Who looked a moment ago may come here only after another meeting has ended.
            var stored = await Find(subject, CancellationToken.None);
            if (stored is { Value.IsUnknown: false })
            {
                return stored;
            }

            UserFact? fact = await profiles.Ask(subject, CancellationToken.None) switch
            {
                ProfileAnswer.Found found => found.Seen,
                ProfileAnswer.NotTold => new UserMet(subject),
                _ => null,
            };
            return fact is null
                ? null
                : await users.Find((await sync.Apply(fact, expectNew: stored is null, CancellationToken.None)).Id, CancellationToken.None);
        }
        finally
        {
            meetings.TryRemove(subject, out _);
        }
    }
}
