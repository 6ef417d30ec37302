using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>Operations on memberships of organizations.</summary>
internal sealed class MembershipRequests(ClerkState state, ClerkDirectory directory, OrganizationWriter writer)
{
    private const string OfOrganization = "/organizations/{organization_id}/memberships";
    private const string OfMember = OfOrganization + "/{user_id}";
    private const string ByCreation = "created_at";

    /// <summary>Without <c>web3wallet</c>, which users alone can be ordered by.</summary>
    private static readonly string[] Orders = [ByCreation, "phone_number", "email_address", "first_name", "last_name", "username"];

    private static readonly string[] Filters =
    [
        "user_id", "email_address", "phone_number", "username", "web3_wallet", "role", "query", "email_address_query", "phone_number_query",
        "username_query", "name_query", "last_active_at_before", "last_active_at_after", "created_at_before", "created_at_after",
    ];

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/organization_memberships", ListAll, "order_by", "limit", "offset"),
        new("GET", "/users/{user_id}/organization_memberships", ListOfUser, "limit", "offset"),
        new("GET", OfOrganization, ListOfOrganization, [.. Filters, "order_by", "limit", "offset"]),
        new("POST", OfOrganization, Add),
        new("PATCH", OfMember, ChangeRole) { Limit = RateLimit.MembershipUpdates },
        new("DELETE", OfMember, call => Shown(() => directory.RemoveMember(call.Id, call.Arguments[1]))),
        new("PATCH", OfMember + "/metadata", MergeMetadata) { Limit = RateLimit.MembershipUpdates },
    ];

    private ApiResponse ListAll(Call call)
    {
        var (field, descending) = call.Query.Order($"-{ByCreation}", Orders);
        lock (state.Gate)
        {
            return Page(call, Ordered(state.Memberships.All(descending), field, descending), state.Memberships.Count);
        }
    }

    private ApiResponse ListOfUser(Call call)
    {
        lock (state.Gate)
        {
            _ = state.Users.Find(call.Id) ?? throw Refusal.NotFound("user", call.Id);
            var memberships = state.Memberships.In(ClerkState.ByUser, call.Id, descending: true);
            return Page(call, memberships, state.Memberships.CountIn(ClerkState.ByUser, call.Id));
        }
    }

    private ApiResponse ListOfOrganization(Call call)
    {
        var (field, descending) = call.Query.Order($"-{ByCreation}", Orders);
        var roles = call.Query.All("role");
        var (after, before) = (call.Query.Number("created_at_after"), call.Query.Number("created_at_before"));
        lock (state.Gate)
        {
            var organization = directory.FindOrganization(call.Id) ?? throw Refusal.NotFound("organization", call.Id);
            var filter = new UserFilter(state, call.Query, shows: null, ofMembers: true);
            var matching = state.Memberships.In(ClerkState.ByOrganization, organization.Id, descending).Where(each =>
                (roles.Count == 0 || roles.Contains(each.Role))
                && (after is null || each.CreatedAt > after)
                && (before is null || each.CreatedAt < before)
                && filter.Matches(state.Users.Find(each.UserId)!)).ToList();
            return Page(call, Ordered(matching, field, descending), matching.Count);
        }
    }

    private ApiResponse Add(Call call)
    {
        var body = call.Body().Only("user_id", "role", "public_metadata", "private_metadata");
        return Shown(() => directory.AddMember(
            call.Id, body.Required("user_id"), body.Required("role"), body.Object("public_metadata"), body.Object("private_metadata")));
    }

    private ApiResponse ChangeRole(Call call)
    {
        var role = call.Body().Only("role").Required("role");
        return Shown(() => directory.ChangeRole(call.Id, call.Arguments[1], role));
    }

    private ApiResponse MergeMetadata(Call call)
    {
        var body = call.Body().Only("public_metadata", "private_metadata");
        return Shown(() => directory.MergeMembershipMetadata(
            call.Id, call.Arguments[1], body.Object("public_metadata"), body.Object("private_metadata")));
    }

    private IEnumerable<ClerkMembership> Ordered(IEnumerable<ClerkMembership> memberships, string field, bool descending) =>
        field == ByCreation
            ? memberships
            : Paging.Sorted(
                memberships, each => UserListing.Texts[field](state.Users.Find(each.UserId)!), StringComparer.OrdinalIgnoreCase, descending);

    private ApiResponse Page(Call call, IEnumerable<ClerkMembership> memberships, int total) => ApiResponse.List(
        [
            .. memberships.Where(each => call.Shows(each.Id)).Skip(call.Query.Offset()).Take(call.Query.Limit())
                .Select(each => (ReadOnlyMemory<byte>)writer.Membership(each)),
        ],
        total);

    /// <summary>As it is when the change is done, before anybody else can make another.</summary>
    private ApiResponse Shown(Func<ClerkMembership> change)
    {
        lock (state.Gate)
        {
            return ApiResponse.Json(writer.Membership(change()));
        }
    }
}
