using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Clerk;
using Serverless.Users;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

/// <summary>Has Clerk make and mail invitations, within what it allows by the hour: what is too much is sent by the queue, later.</summary>
public sealed partial class Sending(
    InvitationTurns turns, InvitationSync sync, Granting granting, Invitees invitees, UserSync users, ClerkInvitations clerk,
    InvitationStore store, InvitationStepSender steps, TimeProvider clock, ILogger<Sending> logger)
{
    /// <summary>If Clerk does not say how long it is to be left alone.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromMinutes(10);

    // By kind, as Clerk limits each apart. Each instance learns it by one refusal.
    private readonly ConcurrentDictionary<bool, DateTimeOffset> pauses = new();

    /// <summary>Of an invitation in whose name nobody else may be acting.</summary>
    /// <exception cref="InvitationBusyException">Somebody else is.</exception>
    public async Task Send(SendInvitation step, CancellationToken cancellation)
    {
        if (await store.Find(step.Scope, step.Invitation, cancellation) is not { Value.Status: InvitationStatus.Requested } stored)
        {
            return;
        }

        var mine = await turns.TryTake(stored, granting: null, cancellation) ?? throw new InvitationBusyException(step.Invitation);
        await Send(mine, isFirst: false, cancellation);
    }

    /// <summary>Of an invitation whose turn is the caller's. Who owns the address already is given what it promises.</summary>
    /// <param name="isFirst">Else an earlier try may have been done at Clerk without being answered.</param>
    /// <returns>The invitation afterwards.</returns>
    public async Task<InvitationDocument> Send(InvitationDocument mine, bool isFirst, CancellationToken cancellation)
    {
        try
        {
            if (Pause(mine) is { } pause && !isFirst)
            {
                return await Queue(mine, pause, cancellation);
            }

            var there = isFirst ? null : await clerk.FindPending(mine, cancellation);
            if (await clerk.FindOwner(mine.Email!, cancellation) is { } owner)
            {
                var arrival = new Arrival(await users.Meet(owner, cancellation), owner.Subject.Subject);
                var resumed = mine.Granting is not null;
                mine = await turns.Leave(mine, held => held with { Granting = arrival, ClerkId = there?.ClerkId }, cancellation);
                return mine.HasEnded ? mine
                    : mine.Granting == arrival ? await granting.Grant(mine, arrival, resumed, cancellation)
                    : throw new InvitationBusyException(mine.Id);
            }

            await invitees.Expect(mine.User, mine.Email!, cancellation);
            return there is not null
                ? await sync.Apply(mine, new InvitationEvent.Sent(there.ClerkId, there.ExpiresAt), hasTurn: true, cancellation)
                : Pause(mine) is { } until ? await Queue(mine, until, cancellation)
                : await SendNow(mine, cancellation);
        }
        catch (ClerkException refused) when (!refused.IsTransient)
        {
            LogRefused(mine.Id, refused.Explanation, refused);
            return await sync.Apply(mine, new InvitationEvent.Refused(InvitationProblems.Of(refused).Code), hasTurn: true, cancellation);
        }
        catch (Exception failure) when (failure is not ClerkException { EffectUnknown: true })
        {
            // After an unknown effect the turn is kept until it ends by itself: by then Clerk has done it or never will.
            await turns.Leave(mine, InvitationRules.Released, cancellation);
            throw;
        }
    }

    private async Task<InvitationDocument> SendNow(InvitationDocument mine, CancellationToken cancellation)
    {
        try
        {
            return await sync.Apply(mine, await clerk.Send(mine, cancellation), hasTurn: true, cancellation);
        }
        catch (ClerkException limited) when (limited.Status == 429)
        {
            var until = clock.GetUtcNow() + (limited.RetryAfter ?? UsualPause);
            pauses[IsForApplication(mine)] = until;
            return await Queue(mine, until, cancellation);
        }
        catch (ClerkException taken) when (taken.Codes.Contains(ClerkCodes.OrganizationInvitationNotUnique))
        {
            // Somebody invited them at Clerk; what comes of that comes of ours.
            var there = await clerk.FindPending(mine, cancellation);
            return there is null ? throw new ClerkException(taken.Status, taken.Code, taken)
                : await sync.Apply(mine, new InvitationEvent.Sent(there.ClerkId, there.ExpiresAt), hasTurn: true, cancellation);
        }
    }

    /// <summary>The message first: without it the invitation would wait for the timer.</summary>
    private async Task<InvitationDocument> Queue(InvitationDocument mine, DateTimeOffset until, CancellationToken cancellation)
    {
        await steps.SendAt(mine.Scope, mine.Id, until, cancellation);
        LogQueued(mine.Id, until);
        return await turns.Leave(mine, held => InvitationRules.Queued(held, until), cancellation);
    }

    private DateTimeOffset? Pause(InvitationDocument invitation) =>
        pauses.TryGetValue(IsForApplication(invitation), out var until) && until > clock.GetUtcNow() ? until : null;

    private static bool IsForApplication(InvitationDocument invitation) => invitation.OrganizationSubject is null;

    [LoggerMessage(LogLevel.Warning, "{Invitation} cannot be sent: {Explanation}")]
    private partial void LogRefused(InvitationId invitation, string? explanation, Exception refused);

    [LoggerMessage(LogLevel.Information, "{Invitation} is over what Clerk allows by the hour, and is sent at {Time:O}")]
    private partial void LogQueued(InvitationId invitation, DateTimeOffset time);
}
