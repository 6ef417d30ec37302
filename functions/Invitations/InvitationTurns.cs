using Serverless.Platform.Cosmos;
using Serverless.Platform.Failures;

namespace Serverless.Invitations;

/// <summary>Somebody else acts in the invitation's name at this moment.</summary>
public sealed class InvitationBusyException(InvitationId id) : TransientException($"'{id}' is being seen to by somebody else.");

/// <summary>
/// Who acts at Clerk in an invitation's name: one at a time over all instances of the app. Two who send it would send it twice; one who
/// revokes it while another makes its person a member would promise what does not hold.
/// </summary>
public sealed class InvitationTurns(InvitationStore store, TimeProvider clock)
{
    /// <summary>The invitation with its turn; null if it is somebody else's.</summary>
    /// <param name="granting">Whom it is taken to make a member; null for another purpose.</param>
    public async Task<InvitationDocument?> TryTake(Stored<InvitationDocument> invitation, Arrival? granting, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var taken = InvitationRules.Taken(invitation.Value, granting, now);
        return InvitationRules.IsFree(invitation.Value, now) && await store.TryReplace(taken, invitation.ETag, cancellation) ? taken : null;
    }

    /// <summary>Changes what one's own turn leaves behind; nothing if the turn is over.</summary>
    /// <returns>The invitation afterwards.</returns>
    public async Task<InvitationDocument> Leave(
        InvitationDocument mine, Func<InvitationDocument, InvitationDocument> change, CancellationToken cancellation)
    {
        var changed = mine;
        await ConditionalWrite.Apply(
            mine.Id.Value,
            await store.Find(mine.Scope, mine.Id, cancellation),
            held => held is { HasEnded: false } && held.BusyUntil == mine.BusyUntil ? change(held) : null,
            async (decided, decidedUpon) =>
            {
                changed = decided ?? decidedUpon?.Value ?? mine;
                return decided is null || await store.TryReplace(decided, decidedUpon!.ETag, cancellation);
            },
            () => store.Find(mine.Scope, mine.Id, cancellation));
        return changed;
    }
}
