using Serverless.Identity;

namespace Serverless.Invitations;

/// <summary>Something that happened to an invitation.</summary>
public abstract record InvitationEvent
{
    private InvitationEvent()
    {
    }

    /// <summary>Whether nothing can happen to the invitation afterwards.</summary>
    public bool IsEnd => this is not Sent;

    /// <summary>Clerk has it.</summary>
    /// <param name="ClerkId"><c>inv_…</c> or <c>orginv_…</c></param>
    public sealed record Sent(string ClerkId, DateTimeOffset? ExpiresAt) : InvitationEvent;

    /// <summary>Clerk does not make it.</summary>
    /// <param name="Reason">The code of a problem.</param>
    public sealed record Refused(string Reason) : InvitationEvent;

    /// <param name="By">Null if nobody said.</param>
    public sealed record Accepted(UserId? By) : InvitationEvent;

    public sealed record Revoked : InvitationEvent;

    public sealed record Expired : InvitationEvent;

    /// <summary>The person turned out to be a member already.</summary>
    public sealed record WasMember(UserId User) : InvitationEvent;
}

/// <summary>What to do with an event.</summary>
public abstract record InvitationDecision
{
    private InvitationDecision()
    {
    }

    /// <summary>Replace the document that was decided upon, and no other.</summary>
    public sealed record Replace(InvitationDocument Document) : InvitationDecision;

    /// <summary>It is so already.</summary>
    public sealed record Duplicate : InvitationDecision;

    /// <summary>It came too late, or tells of our own doing.</summary>
    public sealed record Stale : InvitationDecision;
}

/// <summary>
/// The life of an invitation. Who has the say:
/// <list type="bullet">
/// <item>Clerk, on whether an invitation that it has was accepted, revoked or has expired: it alone can let one of them win. We ask it
/// before we believe that time has run out, and revoke there before we call one revoked.</item>
/// <item>We, on an invitation that Clerk does not have: before it is sent, and when somebody came without its link. Then it is first
/// taken from Clerk by revoking it there, so that nobody can accept or revoke it meanwhile, and then the person is made a member.</item>
/// <item>Of us, whoever has the invitation's turn: a conditional write that nobody else wins until it is over.</item>
/// <item>Whatever ended an invitation first, ended it. What comes later changes nothing.</item>
/// </list>
/// </summary>
public static class InvitationRules
{
    /// <summary>Open invitations of one scope. Two that are made at the same moment may exceed it by one.</summary>
    public const int MostOpen = 5_000;

    /// <summary>From then on its document is not kept; nothing that Clerk sends again comes so late.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(90);

    /// <summary>Longer than anybody acts in its name: calls to Clerk end after a minute.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(3);

    /// <param name="hasTurn">Whether whoever has the invitation's turn says so.</param>
    /// <param name="now">By our clock.</param>
    public static InvitationDecision Decide(InvitationDocument held, InvitationEvent happened, bool hasTurn, DateTimeOffset now) =>
        (held.Status, happened) switch
        {
            (InvitationStatus.Requested, InvitationEvent.Sent sent) => new InvitationDecision.Replace(FreeOf(held) with
            {
                Status = InvitationStatus.Sent,
                ClerkId = sent.ClerkId,
                ExpiresAt = sent.ExpiresAt,
                Granting = held.Granting,
                BusyUntil = held.Granting is null ? null : held.BusyUntil,
            }),
            (InvitationStatus.Sent, InvitationEvent.Sent sent) when sent.ClerkId == held.ClerkId => new InvitationDecision.Duplicate(),
            (InvitationStatus.Sent, InvitationEvent.Sent) => new InvitationDecision.Stale(),
            (InvitationStatus.Requested or InvitationStatus.Sent, InvitationEvent.Revoked or InvitationEvent.Expired)
                when held.Granting is not null && !hasTurn => new InvitationDecision.Stale(),
            (InvitationStatus.Sent, InvitationEvent.Refused) when !hasTurn => new InvitationDecision.Stale(),
            (InvitationStatus.Requested or InvitationStatus.Sent, _) => new InvitationDecision.Replace(End(held, happened, now)),
            (InvitationStatus.Accepted, InvitationEvent.Accepted { By: { } user }) when user != held.User =>
                new InvitationDecision.Replace(held with { User = user }),
            var (status, _) => status == StatusAfter(happened) ? new InvitationDecision.Duplicate() : new InvitationDecision.Stale(),
        };

    public static bool IsFree(InvitationDocument held, DateTimeOffset now) => held.BusyUntil is null || held.BusyUntil <= now;

    /// <summary>Whether it was begun to be sent and nobody goes on with it.</summary>
    public static bool IsLeftUnsent(InvitationDocument held, DateTimeOffset now) =>
        held.Status == InvitationStatus.Requested && held.SendAfter is null && held.Granting is null && IsFree(held, now);

    public static InvitationDocument Taken(InvitationDocument held, Arrival? granting, DateTimeOffset now) =>
        held with { BusyUntil = now + LongestTurn, SendAfter = null, Granting = granting ?? held.Granting };

    /// <summary>Without a turn; what was begun may be taken up by anybody.</summary>
    public static InvitationDocument Released(InvitationDocument held) => held with { BusyUntil = null };

    /// <summary>To be sent by the queue.</summary>
    public static InvitationDocument Queued(InvitationDocument held, DateTimeOffset until) => held with { BusyUntil = null, SendAfter = until };

    private static InvitationDocument FreeOf(InvitationDocument held) => held with { BusyUntil = null, SendAfter = null, Granting = null };

    private static InvitationDocument End(InvitationDocument held, InvitationEvent happened, DateTimeOffset now)
    {
        var hasCome = happened is InvitationEvent.Accepted or InvitationEvent.WasMember;
        return FreeOf(held) with
        {
            Status = StatusAfter(happened),
            User = happened switch
            {
                InvitationEvent.Accepted { By: { } user } => user,
                InvitationEvent.WasMember { User: var user } => user,
                _ => held.User,
            },
            Email = hasCome ? null : held.Email,
            Reason = (happened as InvitationEvent.Refused)?.Reason,
            EndedAt = now,
            Ttl = (int)KeptAfterEnd.TotalSeconds,
        };
    }

    private static InvitationStatus StatusAfter(InvitationEvent happened) => happened switch
    {
        InvitationEvent.Sent => InvitationStatus.Sent,
        InvitationEvent.Refused => InvitationStatus.Failed,
        InvitationEvent.Accepted => InvitationStatus.Accepted,
        InvitationEvent.Revoked => InvitationStatus.Revoked,
        InvitationEvent.Expired => InvitationStatus.Expired,
        InvitationEvent.WasMember => InvitationStatus.Superseded,
        _ => throw new InvalidOperationException($"No status for {happened.GetType().Name}."),
    };
}
