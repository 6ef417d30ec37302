using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>Operations on organizations.</summary>
internal sealed class OrganizationRequests(ClerkState state, ClerkDirectory directory, OrganizationWriter writer)
{
    private const string One = "/organizations/{organization_id}";
    private const string WithCount = "include_members_count";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/organizations", List, WithCount, "query", "user_id", "organization_id", "order_by", "limit", "offset"),
        new("POST", "/organizations", call => Shown(() => directory.CreateOrganization(New(call.Body())))),
        new("GET", One, Get, WithCount),
        new("PATCH", One, Update) { Limit = RateLimit.OrganizationUpdates },
        new("DELETE", One, Delete),
        new("PATCH", One + "/metadata", call => Metadatas(call, Merged)) { Limit = RateLimit.OrganizationUpdates },
        new("PUT", One + "/metadata", call => Metadatas(call, Replaced)) { Limit = RateLimit.OrganizationUpdates },
    ];

    private ApiResponse List(Call call)
    {
        var (field, descending) = call.Query.Order("-created_at", "created_at", "name", "members_count");
        var (limit, offset, withCount) = (call.Query.Limit(), call.Query.Offset(), call.Query.Flag(WithCount) ?? false);
        var (ids, notIds) = call.Query.Signed("organization_id");
        var (members, notMembers) = call.Query.Signed("user_id");
        var query = call.Query.Text("query");
        lock (state.Gate)
        {
            var matching = state.Organizations.All(descending).Where(each =>
                (ids.Count == 0 || ids.Contains(each.Id))
                && !notIds.Contains(each.Id)
                && (members.Count == 0 || members.Any(user => state.Membership(each.Id, user) is not null))
                && notMembers.All(user => state.Membership(each.Id, user) is null)
                && (query is null || each.Id == query || Contains(each.Name, query) || Contains(each.Slug, query))
                && call.Shows(each.Id)).ToList();
            var ordered = field switch
            {
                "name" => Paging.Sorted(matching, each => each.Name, StringComparer.OrdinalIgnoreCase, descending),
                "members_count" => Paging.Sorted(matching, each => state.MembersOf(each.Id), Comparer<int>.Default, descending),
                _ => matching,
            };
            return ApiResponse.List([.. ordered.Skip(offset).Take(limit).Select(each => Json(each, withCount))], matching.Count);
        }
    }

    private ApiResponse Get(Call call)
    {
        lock (state.Gate)
        {
            var organization = directory.FindOrganization(call.Id) ?? throw Refusal.NotFound("organization", call.Id);
            return ApiResponse.Json(Json(organization, call.Query.Flag(WithCount) ?? false));
        }
    }

    private ApiResponse Update(Call call)
    {
        var body = call.Body().Only("name", "slug", "max_allowed_memberships", "admin_delete_enabled");
        return Shown(() => directory.UpdateOrganization(call.Id, present => present with
        {
            Name = body.Text("name") ?? present.Name,
            Slug = body.Text("slug") ?? present.Slug,
            MaxAllowedMemberships = body.Number("max_allowed_memberships") ?? present.MaxAllowedMemberships,
            AdminDeleteEnabled = body.Flag("admin_delete_enabled") ?? present.AdminDeleteEnabled,
        }));
    }

    private ApiResponse Delete(Call call)
    {
        var organization = directory.DeleteOrganization(call.Id);
        return ApiResponse.Json(ClerkDirectory.DeletionStub("organization", organization.Id, slug: organization.Slug));
    }

    private ApiResponse Metadatas(Call call, Func<ClerkOrganization, Body, ClerkOrganization> change)
    {
        var body = call.Body().Only("public_metadata", "private_metadata");
        return Shown(() => directory.UpdateOrganization(call.Id, present => change(present, body)));
    }

    private static ClerkOrganization Merged(ClerkOrganization present, Body body) => present with
    {
        PublicMetadata = Metadata.Merge(present.PublicMetadata, body.Object("public_metadata"), "public_metadata"),
        PrivateMetadata = Metadata.Merge(present.PrivateMetadata, body.Object("private_metadata"), "private_metadata"),
    };

    private static ClerkOrganization Replaced(ClerkOrganization present, Body body) => present with
    {
        PublicMetadata = Replaced(present.PublicMetadata, body, "public_metadata"),
        PrivateMetadata = Replaced(present.PrivateMetadata, body, "private_metadata"),
    };

    private static string Replaced(string present, Body body, string name) =>
        body.Object(name) is { } metadata ? Metadata.Text(metadata, name) : present;

    private static NewOrganization New(Body body)
    {
        body.Only("name", "created_by", "private_metadata", "public_metadata", "slug", "max_allowed_memberships", "created_at");
        return new NewOrganization
        {
            Name = body.Required("name"),
            Slug = body.Text("slug"),
            CreatedBy = body.Text("created_by"),
            MaxAllowedMemberships = body.Number("max_allowed_memberships") ?? 0,
            PublicMetadata = body.Object("public_metadata"),
            PrivateMetadata = body.Object("private_metadata"),
            CreatedAt = body.Time("created_at"),
        };
    }

    /// <summary>As it is when the change is done, before anybody else can make another.</summary>
    private ApiResponse Shown(Func<ClerkOrganization> change)
    {
        lock (state.Gate)
        {
            return ApiResponse.Json(writer.Organization(change()));
        }
    }

    private ReadOnlyMemory<byte> Json(ClerkOrganization organization, bool withCount) => writer.Organization(organization, withCount);

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
