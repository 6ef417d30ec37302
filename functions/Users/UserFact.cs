using Serverless.Identity;

namespace Serverless.Users;

/// <summary>Something learnt about one person of Clerk's, by webhook or by asking.</summary>
public abstract record UserFact(ProviderSubject Subject, FactSource Source);

/// <summary>The person looked like this when Clerk stamped this version.</summary>
/// <param name="Version">Clerk's <c>updated_at</c>, in milliseconds since the Unix epoch.</param>
public sealed record UserSeen(ProviderSubject Subject, FactSource Source, long Version, UserProfile Profile) : UserFact(Subject, Source);

/// <summary>The person was deleted.</summary>
/// <param name="At">By Clerk's clock, in milliseconds since the Unix epoch; null if it did not say.</param>
public sealed record UserGone(ProviderSubject Subject, FactSource Source, long? At) : UserFact(Subject, Source);
