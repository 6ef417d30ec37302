using Serverless.Identity;

namespace Serverless.Users;

/// <summary>Something learnt about one person of Clerk's.</summary>
public abstract record UserFact(ProviderSubject Subject);

/// <summary>The person looked like this when Clerk stamped this version.</summary>
/// <param name="Version">Clerk's <c>updated_at</c>, in milliseconds since the Unix epoch.</param>
public sealed record UserSeen(ProviderSubject Subject, FactSource Source, long Version, UserProfile Profile) : UserFact(Subject);

/// <summary>The person was deleted.</summary>
/// <param name="At">By Clerk's clock, in milliseconds since the Unix epoch; null if it did not say.</param>
public sealed record UserGone(ProviderSubject Subject, FactSource Source, long? At) : UserFact(Subject);

/// <summary>The person was invited at this address; whoever proves that it is theirs is this person.</summary>
/// <param name="Address">In lower case.</param>
public sealed record UserInvited(ProviderSubject Subject, string Address) : UserFact(Subject);

/// <summary>The person was invited and did not come, or turned out to be somebody whom we know already.</summary>
public sealed record UserWithdrawn(ProviderSubject Subject) : UserFact(Subject);

/// <summary>The person came with a valid session token, and exists; what they look like could not be learnt.</summary>
public sealed record UserMet(ProviderSubject Subject) : UserFact(Subject);
