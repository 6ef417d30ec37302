using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>Operations on invitations to organizations.</summary>
internal sealed class OrganizationInvitationRequests(
    ClerkState state, ClerkDirectory directory, OrganizationWriter writer, TimeProvider clock)
{
    private const string Template = "/organizations/{organization_id}/invitations";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/organization_invitations", ListAll, "order_by", "status", "query", "limit", "offset"),
        new("GET", "/users/{user_id}/organization_invitations", ListOfUser, "limit", "offset", "status"),
        new("GET", Template, ListOfOrganization, "status", "email_address", "order_by", "limit", "offset"),
        new("POST", Template, Invite) { Limit = RateLimit.OrganizationInvitations },
        new("GET", Template + "/{invitation_id}", call => Shown(() => Existing(call))),
        new("POST", Template + "/{invitation_id}/revoke", Revoke),
    ];

    private ApiResponse ListAll(Call call)
    {
        var query = call.Query.Text("query");
        lock (state.Gate)
        {
            return Page(
                call,
                descending => state.OrganizationInvitations.All(descending).Where(
                    each => query is null || each.EmailAddress.Contains(query, StringComparison.OrdinalIgnoreCase)),
                withOrganization: true);
        }
    }

    private ApiResponse ListOfUser(Call call)
    {
        lock (state.Gate)
        {
            var user = state.Users.Find(call.Id) ?? throw Refusal.NotFound("user", call.Id);
            return Page(
                call,
                descending => state.OrganizationInvitations.All(descending).Where(
                    each => each.UserId == user.Id || user.EmailAddresses.Contains(each.EmailAddress, StringComparer.OrdinalIgnoreCase)),
                withOrganization: true);
        }
    }

    private ApiResponse ListOfOrganization(Call call)
    {
        var address = call.Query.Text("email_address");
        lock (state.Gate)
        {
            var organization = directory.FindOrganization(call.Id) ?? throw Refusal.NotFound("organization", call.Id);
            return Page(
                call,
                descending => state.OrganizationInvitations.In(ClerkState.ByOrganization, organization.Id, descending).Where(
                    each => address is null || string.Equals(each.EmailAddress, address, StringComparison.OrdinalIgnoreCase)),
                withOrganization: false);
        }
    }

    private ApiResponse Page(Call call, Func<bool, IEnumerable<ClerkOrganizationInvitation>> invitations, bool withOrganization)
    {
        var (field, descending) = call.Query.Order("-created_at", "created_at", "email_address");
        var statuses = Paging.Statuses(call.Query);
        var now = clock.GetUtcNow();
        var matching = invitations(descending).Where(each => statuses.Contains(each.StatusAt(now)) && call.Shows(each.Id)).ToList();
        var ordered = field == "email_address"
            ? Paging.Sorted(matching, each => each.EmailAddress, StringComparer.OrdinalIgnoreCase, descending)
            : matching;
        var page = ordered.Skip(call.Query.Offset()).Take(call.Query.Limit());
        return ApiResponse.List([.. page.Select(each => (ReadOnlyMemory<byte>)writer.Invitation(each, withOrganization))], matching.Count);
    }

    private ApiResponse Invite(Call call)
    {
        // Nothing is mailed, so notify makes no difference.
        var body = call.Body().Only(
            "email_address", "inviter_user_id", "role", "public_metadata", "private_metadata", "redirect_url", "expires_in_days", "notify");
        _ = body.Flag("notify");
        var invitation = new NewOrganizationInvitation
        {
            EmailAddress = UserBodies.Address(body.Required("email_address")),
            Role = body.Required("role"),
            InviterId = body.Text("inviter_user_id"),
            PublicMetadata = body.Object("public_metadata"),
            PrivateMetadata = body.Object("private_metadata"),
            RedirectUrl = body.Text("redirect_url"),
        };
        return Shown(() => directory.InviteToOrganization(
            call.Id, invitation with { ExpiresInDays = body.Number("expires_in_days") ?? invitation.ExpiresInDays }));
    }

    private ApiResponse Revoke(Call call)
    {
        var requestedBy = call.Body().Only("requesting_user_id").Text("requesting_user_id");
        return Shown(() =>
        {
            var invitation = Existing(call);
            if (requestedBy is not null && state.Membership(invitation.OrganizationId, requestedBy) is null)
            {
                throw Refusal.Forbidden("authorization_invalid", $"User {requestedBy} is not a member of the organization.");
            }

            return directory.RevokeOrganizationInvitation(invitation.Id);
        });
    }

    private ClerkOrganizationInvitation Existing(Call call)
    {
        var organization = directory.FindOrganization(call.Id) ?? throw Refusal.NotFound("organization", call.Id);
        return state.OrganizationInvitations.Find(call.Arguments[1]) is { } found && found.OrganizationId == organization.Id
            ? found
            : throw Refusal.NotFound("organization invitation", call.Arguments[1]);
    }

    /// <summary>As it is when the change is done, before anybody else can make another.</summary>
    private ApiResponse Shown(Func<ClerkOrganizationInvitation> change)
    {
        lock (state.Gate)
        {
            return ApiResponse.Json(writer.Invitation(change(), withOrganization: false));
        }
    }
}
