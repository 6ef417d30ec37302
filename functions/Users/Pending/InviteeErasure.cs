using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;

namespace Serverless.Users.Pending;

/// <summary>That the person was expected at an address. If somebody else is expected there by now, that is their affair.</summary>
public sealed class InviteeErasure(InviteeStore invitees) : IPersonalData
{
    public string Place => "invitees";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation) => (await Find(person, cancellation)).Count;

    public async Task Erase(DeletedPerson person, CancellationToken cancellation)
    {
        foreach (var invitee in await Find(person, cancellation))
        {
            await invitees.TryDelete(invitee, cancellation);
        }
    }

    private async Task<IReadOnlyList<Stored<InviteeDocument>>> Find(DeletedPerson person, CancellationToken cancellation)
    {
        var found = new List<Stored<InviteeDocument>>();
        foreach (var address in person.Addresses.Select(AddressKey.Of).Distinct())
        {
            if (await invitees.Find(address, cancellation) is { Value.Open: [] } invitee
                && (invitee.Value.User == person.Id || invitee.Value.ClaimedBy == person.Subject))
            {
                found.Add(invitee);
            }
        }

        return found;
    }
}
