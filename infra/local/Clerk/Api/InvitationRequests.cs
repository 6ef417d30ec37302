using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>Operations on invitations to the application.</summary>
internal sealed class InvitationRequests(ClerkState state, ClerkDirectory directory, TimeProvider clock)
{
    private const int MostAtOnce = 10;

    private static readonly string[] Templates = ["invitation", "waitlist_invitation"];

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/invitations", List, "status", "query", "order_by", "paginated", "limit", "offset"),
        new("POST", "/invitations", call => Shown(directory.Invite(New(call.Body())))) { Limit = RateLimit.Invitations },
        new("POST", "/invitations/bulk", InviteAll) { Limit = RateLimit.BulkInvitations },
        new("POST", "/invitations/{invitation_id}/revoke", call => Shown(directory.RevokeInvitation(call.Id))),
    ];

    /// <summary>
    /// "Non-revoked" ones, says the description, and knows <c>status=revoked</c> all the same: revoked ones are there when asked for.
    /// </summary>
    private ApiResponse List(Call call)
    {
        var (field, descending) = call.Query.Order("-created_at", "created_at", "email_address", "expires_at");
        var (limit, offset) = (call.Query.Limit(), call.Query.Offset());
        var statuses = Paging.Statuses(call.Query);
        var query = call.Query.Text("query");
        var now = clock.GetUtcNow();
        if (call.Query.All("status").Count == 0)
        {
            statuses.Remove(InvitationStatus.Revoked);
        }

        lock (state.Gate)
        {
            var matching = state.Invitations.All(descending).Where(each =>
                statuses.Contains(each.StatusAt(now))
                && (query is null || each.Id == query || each.EmailAddress.Contains(query, StringComparison.OrdinalIgnoreCase))
                && call.Shows(each.Id)).ToList();
            var ordered = field switch
            {
                "email_address" => Paging.Sorted(matching, each => each.EmailAddress, StringComparer.OrdinalIgnoreCase, descending),
                "expires_at" => Paging.Sorted(matching, each => each.ExpiresAt, Comparer<long>.Default, descending),
                _ => matching,
            };
            var page = ordered.Skip(offset).Take(limit).Select(Json).ToList();
            return ApiResponse.List(page, call.Query.Flag("paginated") == true ? matching.Count : null);
        }
    }

    private ApiResponse InviteAll(Call call)
    {
        var bodies = Body.ParseAll(call.Request.Body);
        return bodies.Count <= MostAtOnce
            ? ApiResponse.List([.. directory.InviteAll([.. bodies.Select(New)]).Select(Json)])
            : throw Refusal.BadRequest("bad_request", $"At most {MostAtOnce} invitations can be made at once.");
    }

    private static NewInvitation New(Body body)
    {
        // Nothing is mailed, so notify and the template make no difference.
        body.Only("email_address", "public_metadata", "redirect_url", "notify", "ignore_existing", "expires_in_days", "template_slug");
        _ = body.Flag("notify");
        if (body.Text("template_slug") is { } template && !Templates.Contains(template))
        {
            throw Refusal.Value("template_slug", $"must be one of {string.Join(", ", Templates)}.");
        }

        return new NewInvitation
        {
            EmailAddress = UserBodies.Address(body.Required("email_address")),
            PublicMetadata = body.Object("public_metadata"),
            RedirectUrl = body.Text("redirect_url"),
            IgnoreExisting = body.Flag("ignore_existing") ?? false,
            ExpiresInDays = body.Number("expires_in_days") ?? new NewInvitation { EmailAddress = "" }.ExpiresInDays,
        };
    }

    private ReadOnlyMemory<byte> Json(ClerkInvitation invitation) => InvitationWriter.Write(invitation, clock.GetUtcNow());

    private ApiResponse Shown(ClerkInvitation invitation) => ApiResponse.Json(Json(invitation));
}
