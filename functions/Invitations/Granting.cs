using Microsoft.Extensions.Logging;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;

namespace Serverless.Invitations;

/// <summary>
/// Gives somebody what their invitation promises although they did not follow its link: they signed up by themselves, or had an account
/// before they were invited. The invitation is first taken from Clerk by revoking it there, as only one of revoking, accepting and running
/// out can win there; then its person is made a member.
/// </summary>
public sealed partial class Granting(
    InvitationStore store, InvitationTurns turns, InvitationSync sync, OrganizationSync organizations, ClerkInvitations clerk,
    ILogger<Granting> logger)
{
    /// <summary>Of an invitation in whose name nobody else may be acting.</summary>
    /// <exception cref="InvitationBusyException">Somebody else is.</exception>
    public async Task Grant(GrantInvitation step, CancellationToken cancellation)
    {
        if (await store.Find(step.Scope, step.Invitation, cancellation) is not { } stored)
        {
            return;
        }

        if (stored.Value.HasEnded)
        {
            // Clerk may have told that it was accepted, and not by whom.
            if (stored.Value.Status == InvitationStatus.Accepted)
            {
                await sync.Apply(stored.Value, new InvitationEvent.Accepted(step.To.User), hasTurn: false, cancellation);
            }

            return;
        }

        if (stored.Value.Foreign)
        {
            // Nobody asked us to; whoever wants to accept it does so at Clerk.
            await Name(stored, step.To, cancellation);
            return;
        }

        var resumed = stored.Value.Granting is not null;
        var mine = await turns.TryTake(stored, step.To, cancellation) ?? throw new InvitationBusyException(step.Invitation);
        await Grant(mine, step.To, resumed, cancellation);
    }

    /// <summary>Of an invitation whose turn is the caller's.</summary>
    /// <param name="resumed">Whether an earlier try may have done a part of it.</param>
    /// <returns>The invitation afterwards.</returns>
    public async Task<InvitationDocument> Grant(InvitationDocument mine, Arrival to, bool resumed, CancellationToken cancellation)
    {
        try
        {
            return await sync.Apply(mine, await Outcome(mine, to, resumed, cancellation), hasTurn: true, cancellation);
        }
        catch (ClerkException refused) when (!refused.IsTransient)
        {
            LogRefused(mine.Id, refused.Explanation, refused);
            return await sync.Apply(mine, new InvitationEvent.Refused(InvitationProblems.Of(refused).Code), hasTurn: true, cancellation);
        }
        catch
        {
            // What we did not take from Clerk must not pass for taken by us when somebody revokes it before the next try.
            var untouched = await IsPending(mine, cancellation);
            await turns.Leave(
                mine, held => InvitationRules.Released(held) with { Granting = untouched ? null : held.Granting }, cancellation);
            throw;
        }
    }

    /// <summary>False also if Clerk does not say.</summary>
    private async Task<bool> IsPending(InvitationDocument invitation, CancellationToken cancellation)
    {
        try
        {
            return invitation.ClerkId is { } id
                && await clerk.Find(InvitationScope.Of(invitation).Organization, id, cancellation) is { IsPending: true };
        }
        catch (ClerkException silent)
        {
            LogSilent(invitation.Id, silent);
            return false;
        }
    }

    private async Task<InvitationEvent> Outcome(InvitationDocument mine, Arrival to, bool resumed, CancellationToken cancellation)
    {
        if (mine.ClerkId is not null)
        {
            switch (await clerk.Revoke(mine, cancellation))
            {
                case InvitationEvent.Accepted:
                    return new InvitationEvent.Accepted(to.User);
                case { } lost when !resumed:
                    return lost;
            }
        }

        if (mine.OrganizationSubject is null)
        {
            return new InvitationEvent.Accepted(to.User);
        }

        if (await clerk.Grant(mine, to.Subject, cancellation) is { } membership)
        {
            await organizations.Apply(membership, expectNew: false, cancellation);
            return new InvitationEvent.Accepted(to.User);
        }

        return resumed ? new InvitationEvent.Accepted(to.User) : new InvitationEvent.WasMember(to.User);
    }

    private async Task Name(Stored<InvitationDocument> stored, Arrival person, CancellationToken cancellation)
    {
        if (stored.Value.User != person.User && !await store.TryReplace(stored.Value with { User = person.User }, stored.ETag, cancellation))
        {
            throw new InvitationBusyException(stored.Value.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Invitation} was being taken from Clerk, and Clerk does not say whether it is")]
    private partial void LogSilent(InvitationId invitation, Exception silent);

    [LoggerMessage(LogLevel.Warning, "{Invitation} cannot be granted: {Explanation}")]
    private partial void LogRefused(InvitationId invitation, string? explanation, Exception refused);
}
