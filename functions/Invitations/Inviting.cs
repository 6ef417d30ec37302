using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Http;
using Serverless.Platform.Ids;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

/// <summary>What is to become an invitation, found good by <see cref="InvitationWishes"/>.</summary>
/// <param name="Email">In lower case.</param>
/// <param name="InvitedBy">Null for operators.</param>
public sealed record InvitationWish(
    string Email, string? Role, string? RedirectUrl, int? ExpiresInDays, UserId? InvitedBy, ProviderSubject? Inviter);

/// <summary>
/// Invites. The address is taken first, by one conditional write that only one of many can win; then the invitation is written down, then
/// Clerk is asked. So whatever fails, and wherever, there is either nothing or an open invitation that can be taken up: by the next who
/// invites the same address, or by the timer.
/// </summary>
public sealed class Inviting(
    InvitationStore store, InvitationTurns turns, Invitees invitees, Sending sending, IdGenerator ids, TimeProvider clock)
{
    /// <summary>The invitation, or why there is none.</summary>
    public async Task<(InvitationDocument? Invitation, Problem? Refusal)> Invite(
        InvitationScope scope, InvitationWish wish, CancellationToken cancellation)
    {
        Origin.Begin(Doors.Invitation, "invite", null);
        if (await store.CountOpen(scope, cancellation) >= InvitationRules.MostOpen)
        {
            return (null, InvitationProblems.TooMany);
        }

        var id = InvitationId.New(ids);
        switch (await invitees.Open(wish.Email, new OpenInvitation(scope.Key, id.Value), cancellation))
        {
            case Opening.Full:
                return (null, InvitationProblems.TooMany);
            case Opening.Opened { User: var user }:
                return await Begin(New(scope, wish, id, user), cancellation);
            case Opening.Taken { By.Id: var taken, User: var user }:
                id = InvitationId.Parse(taken);
                return await store.Find(scope, id, cancellation) is { } present
                    ? await TakeUp(present, wish, cancellation)
                    : await Begin(New(scope, wish, id, user), cancellation);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    /// <summary>Of those who took the address with the same id, one creates the document.</summary>
    private async Task<(InvitationDocument? Invitation, Problem? Refusal)> Begin(InvitationDocument invitation, CancellationToken cancellation) =>
        await store.TryCreate(invitation, cancellation)
            ? Answer(await sending.Send(invitation, isFirst: true, cancellation))
            : (null, InvitationProblems.AlreadyInvited);

    /// <summary>One that was begun and not sent is gone on with, as it is wished now.</summary>
    private async Task<(InvitationDocument? Invitation, Problem? Refusal)> TakeUp(
        Stored<InvitationDocument> present, InvitationWish wish, CancellationToken cancellation)
    {
        if (present.Value.HasEnded)
        {
            // Its end was cut off before the address was free.
            await invitees.Close(wish.Email, present.Value.Open, cancellation);
            return (null, InvitationProblems.Busy);
        }

        if (!InvitationRules.IsLeftUnsent(present.Value, clock.GetUtcNow()))
        {
            return (null, InvitationProblems.AlreadyInvited);
        }

        var wished = new Stored<InvitationDocument>(With(present.Value, wish), present.ETag);
        return await turns.TryTake(wished, granting: null, cancellation) is { } mine
            ? Answer(await sending.Send(mine, isFirst: false, cancellation))
            : (null, InvitationProblems.AlreadyInvited);
    }

    private InvitationDocument New(InvitationScope scope, InvitationWish wish, InvitationId id, UserId user)
    {
        var now = clock.GetUtcNow();
        var invitation = new InvitationDocument
        {
            Id = id,
            Scope = scope.Key,
            OrganizationSubject = scope.Organization?.Subject,
            Status = InvitationStatus.Requested,
            User = user,
            Email = wish.Email,
            CreatedAt = now,
        };
        return InvitationRules.Taken(With(invitation, wish), granting: null, now);
    }

    private static InvitationDocument With(InvitationDocument invitation, InvitationWish wish) => invitation with
    {
        Role = wish.Role,
        InvitedBy = wish.InvitedBy,
        InviterSubject = wish.Inviter?.Subject,
        RedirectUrl = wish.RedirectUrl,
        ExpiresInDays = wish.ExpiresInDays,
    };

    private static (InvitationDocument? Invitation, Problem? Refusal) Answer(InvitationDocument invitation) =>
        invitation.Status == InvitationStatus.Failed ? (null, InvitationProblems.Of(invitation.Reason)) : (invitation, null);
}
