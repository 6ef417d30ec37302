using System.Text.Json;
using Serverless.Identity;

namespace Serverless.Users;

/// <summary>What to do with a fact.</summary>
public abstract record UserDecision
{
    private UserDecision()
    {
    }

    /// <summary>There is no document yet: create it, and only create it.</summary>
    public sealed record Create(UserDocument Document) : UserDecision;

    /// <summary>Replace the document that was decided upon, and no other.</summary>
    public sealed record Replace(UserDocument Document) : UserDecision;

    /// <summary>Nothing to write.</summary>
    public sealed record Ignore(IgnoreReason Reason) : UserDecision;
}

public enum IgnoreReason
{
    /// <summary>We hold exactly this.</summary>
    Duplicate,

    /// <summary>We hold something newer, or the winner of a tie.</summary>
    Stale,

    /// <summary>The person is deleted, and that is final.</summary>
    AlreadyDeleted,
}

/// <summary>
/// The rules by which facts about a person become their document. Events form a join: whatever their order and however often
/// they arrive, the same events end in the same document. And whatever came before, once what Clerk's API answers is applied
/// the document is what the API answered.
/// </summary>
public static class UserRules
{
    /// <param name="id">The internal id of the fact's subject.</param>
    public static UserDecision Decide(UserDocument? stored, UserFact fact, UserId id) => (stored, fact) switch
    {
        (null, _) => new UserDecision.Create(Document(fact, id)),
        ({ IsPending: true }, UserMet or UserWithdrawn) => new UserDecision.Replace(Document(fact, id)),
        (_, UserMet or UserInvited or UserWithdrawn) => new UserDecision.Ignore(stored.IsDeleted ? IgnoreReason.AlreadyDeleted : IgnoreReason.Stale),
        ({ IsDeleted: true }, UserSeen) => new UserDecision.Ignore(IgnoreReason.AlreadyDeleted),
        ({ IsDeleted: true }, UserGone gone) => MergeOrder.IsEarlierDeletion(gone.At, gone.Source, stored.DeletedAt, stored.DeletionSource)
            ? new UserDecision.Replace(Document(gone, id))
            : new UserDecision.Ignore(IgnoreReason.AlreadyDeleted),
        (_, UserGone) => new UserDecision.Replace(Document(fact, id)),
        (_, UserSeen seen) => Compare(seen, stored) switch
        {
            > 0 => new UserDecision.Replace(Document(fact, id)),
            0 => new UserDecision.Ignore(IgnoreReason.Duplicate),
            < 0 => new UserDecision.Ignore(IgnoreReason.Stale),
        },
        _ => throw new InvalidOperationException($"No rule for {fact.GetType().Name}."),
    };

    /// <summary>Newer version first.</summary>
    private static int Compare(UserSeen seen, UserDocument stored)
    {
        var byVersion = seen.Version.CompareTo(stored.Version ?? long.MinValue);
        return byVersion != 0 ? byVersion : MergeOrder.OfContents(Content(seen.Profile), seen.Source, Content(stored.Profile!));
    }

    private static ReadOnlySpan<byte> Content(UserProfile profile) =>
        JsonSerializer.SerializeToUtf8Bytes(profile, UserJson.Default.UserProfile);

    private static UserDocument Document(UserFact fact, UserId id) => fact switch
    {
        UserSeen seen => new UserDocument
        {
            Id = id,
            Provider = seen.Subject.Provider,
            Subject = seen.Subject.Subject,
            Status = UserStatus.Active,
            Version = seen.Version,
            Email = seen.Profile.PrimaryEmail()?.Address.ToLowerInvariant(),
            Profile = seen.Profile,
        },
        UserMet met => new UserDocument
        {
            Id = id,
            Provider = met.Subject.Provider,
            Subject = met.Subject.Subject,
            Status = UserStatus.Active,
            Profile = new UserProfile(),
        },
        UserInvited invited => new UserDocument
        {
            Id = id,
            Provider = invited.Subject.Provider,
            Subject = invited.Subject.Subject,
            Status = UserStatus.Pending,
            Email = invited.Address,
            Invited = true,
        },
        UserWithdrawn withdrawn => new UserDocument
        {
            Id = id,
            Provider = withdrawn.Subject.Provider,
            Subject = withdrawn.Subject.Subject,
            Status = UserStatus.Deleted,
            DeletionSource = FactSource.Invitation,
        },
        UserGone gone => new UserDocument
        {
            Id = id,
            Provider = gone.Subject.Provider,
            Subject = gone.Subject.Subject,
            Status = UserStatus.Deleted,
            DeletedAt = gone.At,
            DeletionSource = gone.Source,
        },
        _ => throw new InvalidOperationException($"No document for {fact.GetType().Name}."),
    };
}
