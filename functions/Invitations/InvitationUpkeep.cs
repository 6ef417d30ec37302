using Microsoft.Extensions.Logging;
using Serverless.Identity.History;
using Serverless.Users;

namespace Serverless.Invitations;

/// <summary>
/// Compares our open invitations with Clerk's pending ones, and goes on with what was cut off. Clerk sends no event when an invitation
/// runs out, and none at all about those into the application.
/// </summary>
public sealed partial class InvitationUpkeep(
    InvitationStore store, InvitationSync sync, InvitationStepSender steps, ClerkInvitations clerk, UserSync users, TimeProvider clock,
    ILogger<InvitationUpkeep> logger)
{
    /// <summary>For the queue to send what it was told to, after its time.</summary>
    private static readonly TimeSpan QueuesTime = TimeSpan.FromMinutes(10);

    public async Task Run(CancellationToken cancellation)
    {
        Origin.Begin(Doors.Invitation, "upkeep", null);

        // Listed first: what is sent while we read our own is open there and not listed, and asked for by itself.
        var pending = (await clerk.ListPending(cancellation)).ToDictionary(seen => seen.ClerkId);
        var waiting = new List<InvitationDocument>();
        var (open, gone) = (0, 0);
        await foreach (var stored in store.Open(cancellation))
        {
            open++;
            var invitation = stored.Value;
            if (invitation.ClerkId is { } clerkId && pending.Remove(clerkId))
            {
                waiting.Add(invitation);
            }

            if (invitation.Granting is { } arrival)
            {
                await Resume(invitation, () => steps.Grant(invitation.Scope, invitation.Id, arrival, cancellation));
            }
            else if (invitation.ClerkId is null)
            {
                await Resume(invitation, () => steps.SendNow(invitation.Scope, invitation.Id, cancellation));
            }
            else if (waiting is not [.., var last] || last != invitation)
            {
                gone++;
                await Ask(invitation, cancellation);
            }
        }

        foreach (var seen in pending.Values)
        {
            await sync.Apply(seen, cancellation);
        }

        await MeetOwners([.. waiting.Where(invitation => invitation is { Foreign: false, Granting: null })], cancellation);
        LogDone(open, waiting.Count, gone, pending.Count);
    }

    /// <summary>If nobody is at it.</summary>
    private async Task Resume(InvitationDocument invitation, Func<Task> step)
    {
        var now = clock.GetUtcNow();
        if (InvitationRules.IsFree(invitation, now) && !(invitation.SendAfter + QueuesTime > now))
        {
            await step();
        }
    }

    /// <summary>What has become of one that Clerk no longer lists as pending.</summary>
    private async Task Ask(InvitationDocument invitation, CancellationToken cancellation)
    {
        if (await clerk.Find(InvitationScope.Of(invitation).Organization, invitation.ClerkId!, cancellation) is { } seen)
        {
            await sync.Apply(seen with { Ours = invitation.Id }, cancellation);
        }
        else if (invitation.OrganizationSubject is not null)
        {
            // It is gone with its organization: nobody can accept it any more.
            await sync.Apply(invitation, new InvitationEvent.Revoked(), hasTurn: false, cancellation);
        }
        else if (invitation.ExpiresAt <= clock.GetUtcNow())
        {
            // Those into the application are found in lists only, which may have holes. Time does not.
            await sync.Apply(invitation, new InvitationEvent.Expired(), hasTurn: false, cancellation);
        }
    }

    /// <summary>Whoever came without the link, and was not recognized when they did.</summary>
    private async Task MeetOwners(IReadOnlyList<InvitationDocument> waiting, CancellationToken cancellation)
    {
        foreach (var batch in waiting.Chunk(ClerkInvitations.MostAddresses))
        {
            var owners = await clerk.FindOwners([.. batch.Select(invitation => invitation.Email!).Distinct()], cancellation);
            foreach (var owner in owners)
            {
                var user = await users.Meet(owner, cancellation);
                foreach (var invitation in batch.Where(invitation => ClerkInvitations.Owns(owner, invitation.Email!)))
                {
                    await steps.Grant(invitation.Scope, invitation.Id, new Arrival(user, owner.Subject.Subject), cancellation);
                }
            }
        }
    }

    [LoggerMessage(
        LogLevel.Information, "Invitations: {Open} open here, {Pending} of them pending at Clerk, {Gone} asked for, {Unknown} only there")]
    private partial void LogDone(int open, int pending, int gone, int unknown);
}
