using Serverless.Identity;
using Serverless.Users;

namespace Serverless.Operations;

/// <param name="Document">None of whom something is told and nothing kept.</param>
public sealed record FoundPerson(UserId Id, UserDocument? Document);

/// <summary>Finds people as operators name them: by our id, or by Clerk's. Makes nobody known.</summary>
public sealed class PersonLookup(IdentityMap<UserId> identities, UserStore users)
{
    /// <summary>Null if it is no id, or nobody's at Clerk that we know.</summary>
    public async Task<FoundPerson?> Find(string id, CancellationToken cancellation)
    {
        UserId? user = UserId.TryParse(id, out var ours) ? ours
            : ProviderSubject.TryClerk(id, out var clerks) ? await identities.Find(clerks, cancellation)
            : null;
        return user is { } known ? new FoundPerson(known, (await users.Find(known, cancellation))?.Value) : null;
    }
}
