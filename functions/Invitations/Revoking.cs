using Serverless.Platform.Http;

namespace Serverless.Invitations;

/// <summary>Takes invitations back, at Clerk first: there only one of revoking, accepting and running out can win.</summary>
public sealed class Revoking(InvitationStore store, InvitationTurns turns, InvitationSync sync, ClerkInvitations clerk)
{
    /// <summary>Null if nobody can accept it any more; else why somebody can, or has.</summary>
    public async Task<Problem?> Revoke(InvitationScope scope, InvitationId id, CancellationToken cancellation)
    {
        if (await store.Find(scope, id, cancellation) is not { } stored)
        {
            return InvitationProblems.Unknown;
        }

        if (stored.Value.HasEnded || stored.Value.Granting is not null)
        {
            return Refusal(stored.Value);
        }

        return await turns.TryTake(stored, granting: null, cancellation) is { } mine
            ? await Revoke(mine, cancellation)
            : InvitationProblems.Busy;
    }

    private async Task<Problem?> Revoke(InvitationDocument mine, CancellationToken cancellation)
    {
        try
        {
            // One that was never answered may be at Clerk all the same.
            var clerkId = mine.ClerkId ?? (await clerk.FindPending(mine, cancellation))?.ClerkId;
            var before = clerkId is null ? null : await clerk.Revoke(mine with { ClerkId = clerkId }, cancellation);
            if (before is InvitationEvent.Accepted)
            {
                await Learn(mine, clerkId!, cancellation);
                return InvitationProblems.AlreadyAccepted;
            }

            return Refusal(await sync.Apply(mine, before ?? new InvitationEvent.Revoked(), hasTurn: true, cancellation));
        }
        catch
        {
            await turns.Leave(mine, InvitationRules.Released, cancellation);
            throw;
        }
    }

    /// <summary>By whom it was accepted: they must be met while they are still expected, to keep the id that was promised to them.</summary>
    private async Task Learn(InvitationDocument mine, string clerkId, CancellationToken cancellation)
    {
        if (await clerk.Find(InvitationScope.Of(mine).Organization, clerkId, cancellation) is { } seen)
        {
            await sync.Apply(seen with { Ours = mine.Id }, cancellation);
        }

        await turns.Leave(mine, InvitationRules.Released, cancellation);
    }

    private static Problem? Refusal(InvitationDocument invitation) =>
        invitation.Granting is not null || invitation.Status is InvitationStatus.Accepted or InvitationStatus.Superseded
            ? InvitationProblems.AlreadyAccepted
            : null;
}
