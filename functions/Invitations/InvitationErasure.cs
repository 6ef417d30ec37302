using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;

namespace Serverless.Invitations;

/// <summary>
/// The address in invitations that have ended. They stay without it until they expire: who forgot them would take a late event for a new
/// one. One that is open expects somebody else, as the person is deleted; whoever made it can revoke it.
/// </summary>
public sealed class InvitationErasure(InvitationStore invitations) : IPersonalData
{
    public string Place => "invitations";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation) => (await Find(person, cancellation)).Count;

    public async Task Erase(DeletedPerson person, CancellationToken cancellation)
    {
        foreach (var invitation in await Find(person, cancellation))
        {
            await invitations.TryReplace(invitation.Value with { Email = null, RedirectUrl = null }, invitation.ETag, cancellation);
        }
    }

    private async Task<IReadOnlyList<Stored<InvitationDocument>>> Find(DeletedPerson person, CancellationToken cancellation)
    {
        var found = new List<Stored<InvitationDocument>>();
        await foreach (var invitation in invitations.Ended(person, cancellation))
        {
            found.Add(invitation);
        }

        return found;
    }
}
