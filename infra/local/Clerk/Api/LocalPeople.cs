using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>People and organizations as <see cref="LocalControl"/> changes them. A user is named by id or e-mail address.</summary>
internal sealed class LocalPeople(ClerkState state, ClerkDirectory directory, OrganizationWriter writer)
{
    private const int MostShown = 10;

    /// <exception cref="ClerkRefusedException">It is nobody's.</exception>
    public static ClerkUser Find(ClerkDirectory directory, string idOrAddress) => idOrAddress.Contains('@', StringComparison.Ordinal)
        ? directory.FindUserByEmail(idOrAddress) ?? throw Refusal.NobodyAt(idOrAddress)
        : directory.FindUser(idOrAddress) ?? throw Refusal.NotFound("user", idOrAddress);

    /// <summary>Makes somebody a member with this role, or changes the role; nothing if it is so already.</summary>
    public static ClerkMembership Join(ClerkDirectory directory, string organization, string user, string role) =>
        directory.FindMembership(organization, user) switch
        {
            null => directory.AddMember(organization, user, role),
            var present when present.Role == role => present,
            _ => directory.ChangeRole(organization, user, role),
        };

    public object SignUpMany(Body body)
    {
        var created = directory.CreateUsers(body.Only("count").Number("count") ?? throw Refusal.Missing("count"));
        return new { Created = created.Count, First = created.Take(MostShown).Select(user => user.Id) };
    }

    public ClerkUser SignUp(Body body)
    {
        if (body.Text("invitation") is { } invitation)
        {
            // Address and metadata are those of the invitation.
            return Accept(Invitation(invitation), Named(body.Only("invitation", "firstName", "lastName", "username")));
        }

        body.Only("email", "firstName", "lastName", "username", "role");
        return directory.CreateUser(Named(body) with
        {
            EmailAddress = body.Text("email") is { } address ? UserBodies.Address(address) : null,
            PublicMetadata = body.Text("role") is { } role ? new JsonObject { ["role"] = role } : null,
        });
    }

    /// <summary>Null removes a name; an e-mail address is added, verified, as the primary one.</summary>
    public ClerkUser Update(string idOrAddress, Body body)
    {
        body.Only("firstName", "lastName", "email");
        var (first, last) = (body.Text("firstName"), body.Text("lastName"));
        var address = body.Text("email") is { } text ? UserBodies.Address(text) : null;
        var user = Find(directory, idOrAddress);
        if (address is not null && directory.FindUserByEmail(address) is not null)
        {
            throw Refusal.Taken("email");
        }

        if (address is null || body.Has("firstName") || body.Has("lastName"))
        {
            user = directory.UpdateUser(user.Id, json =>
            {
                json["first_name"] = body.Has("firstName") ? first : json["first_name"]?.DeepClone();
                json["last_name"] = body.Has("lastName") ? last : json["last_name"]?.DeepClone();
            });
        }

        return address is null ? user : directory.AddEmailAddress(user.Id, address, primary: true);
    }

    public ClerkUser Delete(string idOrAddress) => directory.DeleteUser(Find(directory, idOrAddress).Id);

    /// <returns>The object as the API shows it.</returns>
    public ReadOnlyMemory<byte> CreateOrganization(Body body)
    {
        body.Only("name", "createdBy");
        var organization = new NewOrganization
        {
            Name = body.Required("name"),
            CreatedBy = body.Text("createdBy") is { } creator ? Find(directory, creator).Id : null,
        };
        lock (state.Gate)
        {
            return writer.Organization(directory.CreateOrganization(organization));
        }
    }

    /// <inheritdoc cref="CreateOrganization"/>
    public ReadOnlyMemory<byte> Join(string idOrSlug, Body body)
    {
        body.Only("user", "role");
        var user = Find(directory, body.Required("user"));
        lock (state.Gate)
        {
            return writer.Membership(Join(directory, Organization(idOrSlug).Id, user.Id, body.Text("role") ?? ClerkRole.Member));
        }
    }

    public ClerkMembership Remove(string idOrSlug, string user) => directory.RemoveMember(Organization(idOrSlug).Id, Find(directory, user).Id);

    private ClerkOrganization Organization(string idOrSlug) =>
        directory.FindOrganization(idOrSlug) ?? throw Refusal.NotFound("organization", idOrSlug);

    private string Invitation(string idOrAddress) => !idOrAddress.Contains('@', StringComparison.Ordinal) ? idOrAddress
        : directory.FindInvitationTo(idOrAddress) ?? throw Refusal.NotFound("invitation", idOrAddress);

    private ClerkUser Accept(string invitation, NewUser person) => invitation.StartsWith("orginv_", StringComparison.Ordinal)
        ? directory.FindUser(directory.AcceptOrganizationInvitation(invitation, person: person).UserId)!
        : directory.AcceptInvitation(invitation, person);

    private static NewUser Named(Body body) => new()
    {
        FirstName = body.Text("firstName"),
        LastName = body.Text("lastName"),
        Username = body.Text("username"),
    };
}
