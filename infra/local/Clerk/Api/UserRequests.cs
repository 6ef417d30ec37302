using System.Text.Json.Nodes;
using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>Operations on users. An answer that changed somebody shows the user as it was then.</summary>
internal sealed class UserRequests(ClerkState state, ClerkDirectory directory)
{
    private static readonly string[] Metadatas = ["public_metadata", "private_metadata", "unsafe_metadata"];

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/users", List, [.. UserFilter.Parameters, "limit", "offset", "starting_after", "order_by"]),
        new("POST", "/users", call => Shown(directory.CreateUser(UserBodies.New(call.Body())))),
        new("GET", "/users/count", Count, UserFilter.Parameters) { Tolerated = ["limit", "offset", "starting_after", "order_by"] },
        new("POST", "/users/ban", call => Each(call, id => directory.BanUser(id))),
        new("POST", "/users/unban", call => Each(call, id => directory.BanUser(id, banned: false))),
        new("GET", "/users/{user_id}", call => Shown(directory.FindUser(call.Id) ?? throw Refusal.NotFound("user", call.Id))),
        new("PATCH", "/users/{user_id}", Update) { Limit = RateLimit.UserUpdates },
        new("DELETE", "/users/{user_id}", Delete),
        new("PATCH", "/users/{user_id}/metadata", call => Metadata(call, directory.MergeMetadata)) { Limit = RateLimit.UserUpdates },
        new("PUT", "/users/{user_id}/metadata", call => Metadata(call, directory.ReplaceMetadata)) { Limit = RateLimit.UserUpdates },
        new("POST", "/users/{user_id}/ban", call => Shown(directory.BanUser(call.Id))),
        new("POST", "/users/{user_id}/unban", call => Shown(directory.BanUser(call.Id, banned: false))),
        new("POST", "/users/{user_id}/lock", call => Shown(directory.LockUser(call.Id))),
        new("POST", "/users/{user_id}/unlock", call => Shown(directory.LockUser(call.Id, locked: false))),
    ];

    private ApiResponse List(Call call)
    {
        lock (state.Gate)
        {
            return ApiResponse.List([.. UserListing.Page(state, call).Select(user => user.Json)]);
        }
    }

    private ApiResponse Count(Call call)
    {
        lock (state.Gate)
        {
            // What a fault hides from lists is counted all the same.
            var filter = new UserFilter(state, call.Query, shows: null);
            return ApiResponse.Count(filter.IsEmpty ? state.Users.Count : (filter.Candidates ?? state.Users.All).Count(filter.Matches));
        }
    }

    private ApiResponse Update(Call call) => Shown(directory.UpdateUser(call.Id, UserBodies.Edit(call.Body())));

    private ApiResponse Delete(Call call)
    {
        var user = directory.DeleteUser(call.Id);
        return ApiResponse.Json(ClerkDirectory.DeletionStub("user", user.Id, externalId: user.ExternalId));
    }

    private static ApiResponse Metadata(Call call, Func<string, JsonObject?, JsonObject?, JsonObject?, ClerkUser> change)
    {
        var body = call.Body().Only(Metadatas);
        return Shown(change(call.Id, body.Object(Metadatas[0]), body.Object(Metadatas[1]), body.Object(Metadatas[2])));
    }

    private ApiResponse Each(Call call, Func<string, ClerkUser> change)
    {
        var ids = call.Body().Only("user_ids").Texts("user_ids");
        foreach (var id in ids)
        {
            _ = directory.FindUser(id) ?? throw Refusal.NotFound("user", id);
        }

        return ApiResponse.List([.. ids.Select(id => change(id).Json)]);
    }

    private static ApiResponse Shown(ClerkUser user) => ApiResponse.Json(user.Json);
}
