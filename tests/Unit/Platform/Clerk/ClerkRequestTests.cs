using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

/// <summary>What arrives at Clerk, compared with what Clerk's own client sends, and what comes back.</summary>
public sealed class ClerkRequestTests : IAsyncLifetime
{
    private ClerkClient client = null!;

    private CancellationToken Cancellation => client.Cancellation;

    public async ValueTask InitializeAsync() => client = await ClerkClient.Start();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Fact]
    public async Task Users_are_listed_and_counted_with_the_same_filters()
    {
        client.Wire.Answers(200, "[]").Answers(200, """{"object":"total_count","total_count":3}""");
        var query = new ClerkUserQuery
        {
            OrderBy = "-updated_at",
            EmailAddresses = ["a", "b"],
            UserIds = ["user_1", "-user_2"],
            CreatedAfter = 7,
            Query = "Ana B",
        };

        using var list = await client.Api.ListUsers(query, Cancellation);
        var count = await client.Api.CountUsers(query, Cancellation);

        const string filters = "email_address=a&email_address=b&user_id=user_1&user_id=-user_2&created_at_after=7&query=Ana%20B";
        Assert.Equal(
            [$"GET /v1/users?limit=500&order_by=-updated_at&{filters}", $"GET /v1/users/count?{filters}"], Asked());
        Assert.Equal((0, null, 3L), (list.Items.Count, list.TotalCount, count));
    }

    [Fact]
    public async Task Walk_of_all_users_keeps_its_plus_sign()
    {
        client.Wire.Answers(200, """[{"id":"user_1"}]""").Answers(200, "[]").Answers(200, "[]");

        using var first = await client.Api.ListUsers(new(), Cancellation);
        using var next = await client.Api.ListUsers(new() { Limit = 2, StartingAfter = "user_1", UserIds = ["+user_9"] }, Cancellation);
        using var shifted = await client.Api.ListUsers(
            new() { Offset = 500, ExternalIds = ["x&y"], OrganizationIds = ["org_1"], CreatedBefore = 9 }, Cancellation);

        Assert.Equal("user_1", Assert.Single(first.Items).Text("id"));
        Assert.Equal(
            [
                "GET /v1/users?limit=500&order_by=%2Bcreated_at",
                "GET /v1/users?limit=2&order_by=%2Bcreated_at&user_id=%2Buser_9&starting_after=user_1",
                "GET /v1/users?limit=500&offset=500&order_by=%2Bcreated_at&external_id=x%26y&organization_id=org_1&created_at_before=9",
            ],
            Asked());
    }

    [Fact]
    public async Task Organizations_memberships_and_invitations_are_listed()
    {
        for (var i = 0; i < 7; i++)
        {
            client.Wire.Answers(200, """{"data":[{"id":"a"},{"id":"b"}],"total_count":12}""");
        }

        var api = client.Api;
        using var organizations = await api.ListOrganizations(
            new() { Limit = 50, IncludeMembersCount = true, Query = "q", UserIds = ["user_1"], OrganizationIds = ["-org_2"] }, Cancellation);
        using var members = await api.ListOrganizationMemberships(
            "org_1", new() { Limit = 100, Offset = 100, Roles = ["org:admin"], UserIds = ["user_1"], OrderBy = "-created_at" }, Cancellation);
        using var ofUser = await api.ListUserMemberships("user_1", new() { Limit = 10 }, Cancellation);
        using var all = await api.ListMemberships(new() { Offset = 500 }, Cancellation);
        using var invitations = await api.ListInvitations(new() { Status = "pending", OrderBy = "-created_at", Query = "a@b" }, Cancellation);
        using var ofOrganization = await api.ListOrganizationInvitations(
            "org_1", new() { Status = "accepted", EmailAddress = "a+b@c" }, Cancellation);
        using var ofAll = await api.ListAllOrganizationInvitations(new() { Status = "revoked" }, Cancellation);

        Assert.Equal(
            [
                "GET /v1/organizations?limit=50&order_by=%2Bcreated_at&include_members_count=true&query=q&user_id=user_1&organization_id=-org_2",
                "GET /v1/organizations/org_1/memberships?limit=100&offset=100&order_by=-created_at&user_id=user_1&role=org%3Aadmin",
                "GET /v1/users/user_1/organization_memberships?limit=10",
                "GET /v1/organization_memberships?limit=500&offset=500&order_by=%2Bcreated_at",
                "GET /v1/invitations?limit=500&order_by=-created_at&status=pending&query=a%40b&paginated=true",
                "GET /v1/organizations/org_1/invitations?limit=500&order_by=%2Bcreated_at&status=accepted&email_address=a%2Bb%40c",
                "GET /v1/organization_invitations?limit=500&order_by=%2Bcreated_at&status=revoked",
            ],
            Asked());
        Assert.All(
            new[] { organizations, members, ofUser, all, invitations, ofOrganization, ofAll },
            list => Assert.Equal((2, 12L), (list.Items.Count, list.TotalCount)));
    }

    [Fact]
    public async Task One_resource_is_found_or_not()
    {
        client.Wire.Answers(200, """{"id":"user_1","new_field":{}}""").Refuses(404, "resource_not_found").Answers(200, """{"id":"org_1"}""");

        var found = await client.Api.FindUser("user_1", Cancellation);
        var missing = await client.Api.FindUser("user_2", Cancellation);
        var organization = await client.Api.FindOrganization("a slug/..", Cancellation);

        Assert.Equal(("user_1", true, "org_1"), (found?.Text("id"), missing is null, organization?.Text("id")));
        Assert.Equal(["GET /v1/users/user_1", "GET /v1/users/user_2", "GET /v1/organizations/a%20slug%2F.."], Asked());
    }

    [Fact]
    public async Task Invitation_to_an_organization_is_found_or_not()
    {
        client.Wire.Answers(200, """{"id":"orginv_1","status":"revoked"}""").Refuses(404, "resource_not_found");

        var found = await client.Api.FindOrganizationInvitation("org_1", "orginv_1", Cancellation);
        var missing = await client.Api.FindOrganizationInvitation("org_1", "orginv/2", Cancellation);

        Assert.Equal(("revoked", true), (found?.Text("status"), missing is null));
        Assert.Equal(
            ["GET /v1/organizations/org_1/invitations/orginv_1", "GET /v1/organizations/org_1/invitations/orginv%2F2"], Asked());
    }

    [Fact]
    public async Task Invitation_to_the_application_is_the_one_listed_with_just_that_id()
    {
        client.Wire.Answers(200, """{"data":[{"id":"inv_12"},{"id":"inv_1","status":"pending"}],"total_count":2}""");

        var found = await client.Api.FindInvitation("inv_1", Cancellation);

        Assert.Equal("pending", found?.Text("status"));
        Assert.Equal(["GET /v1/invitations?limit=500&order_by=%2Bcreated_at&query=inv_1&paginated=true"], Asked());
    }

    [Fact]
    public async Task Invitation_to_the_application_is_sought_among_revoked_ones_before_it_is_missing()
    {
        client.Wire.Answers(200, """{"data":[],"total_count":0}""")
            .Answers(200, """{"data":[{"id":"inv_1","status":"revoked"}],"total_count":1}""")
            .Answers(200, """{"data":[{"id":"inv_12"}],"total_count":1}""")
            .Answers(200, """{"data":[],"total_count":0}""");

        var revoked = await client.Api.FindInvitation("inv_1", Cancellation);
        var missing = await client.Api.FindInvitation("inv_1", Cancellation);

        Assert.Equal(("revoked", true), (revoked?.Text("status"), missing is null));
        Assert.Equal(
            Enumerable.Repeat(
                new[]
                {
                    "GET /v1/invitations?limit=500&order_by=%2Bcreated_at&query=inv_1&paginated=true",
                    "GET /v1/invitations?limit=500&order_by=%2Bcreated_at&status=revoked&query=inv_1&paginated=true",
                },
                2).SelectMany(pair => pair),
            Asked());
    }

    [Fact]
    public async Task Keys_are_read()
    {
        client.Wire.Answers(200, """{"keys":[{"kid":"ins_1"}]}""");

        var keys = await client.Api.GetKeys(Cancellation);

        Assert.Equal("ins_1", Assert.Single(keys.Items("keys")).Text("kid"));
        Assert.Equal(["GET /v1/jwks"], Asked());
    }

    [Fact]
    public async Task Commands_send_what_the_api_describes()
    {
        for (var i = 0; i < 7; i++)
        {
            client.Wire.Answers(200, """{"id":"x","status":"done"}""");
        }

        var commands = client.Commands;
        var user = await commands.UpdateUserMetadata(
            "user_1", new() { PublicMetadata = new JsonObject { ["fooBar"] = 1, ["gone"] = null } }, Cancellation);
        await commands.CreateInvitation(
            new("a@b.c")
            {
                PublicMetadata = new JsonObject { ["k"] = "v" },
                Notify = false,
                IgnoreExisting = true,
            },
            Cancellation);
        await commands.RevokeInvitation("inv_1", Cancellation);
        await commands.CreateOrganizationInvitation("org_1", new("a@b.c", "org:member") { RedirectUrl = "https://r", ExpiresInDays = 7 }, Cancellation);
        await commands.RevokeOrganizationInvitation("org_1", "orginv_1", "user_1", Cancellation);
        var membership = await commands.CreateMembership("org_1", new("user_1", "org:member"), Cancellation);
        await commands.CreateMembership(
            "org_1", new("user_2", "org:admin") { PublicMetadata = new JsonObject { ["invitedBy"] = "usr_1" } }, Cancellation);

        Assert.Equal("x", membership.Text("id"));
        Assert.Equal("done", user.Text("status"));
        Assert.Equal(
            [
                """PATCH /v1/users/user_1/metadata {"public_metadata":{"fooBar":1,"gone":null}}""",
                """POST /v1/invitations {"email_address":"a@b.c","public_metadata":{"k":"v"},"notify":false,"ignore_existing":true}""",
                "POST /v1/invitations/inv_1/revoke ",
                """POST /v1/organizations/org_1/invitations {"email_address":"a@b.c","role":"org:member","redirect_url":"https://r","expires_in_days":7}""",
                """POST /v1/organizations/org_1/invitations/orginv_1/revoke {"requesting_user_id":"user_1"}""",
                """POST /v1/organizations/org_1/memberships {"user_id":"user_1","role":"org:member"}""",
                """POST /v1/organizations/org_1/memberships {"user_id":"user_2","role":"org:admin","public_metadata":{"invitedBy":"usr_1"}}""",
            ],
            client.Wire.Requests.Select(request => $"{request.Method} {request.Target} {request.Body}"));
        Assert.All(
            client.Wire.Requests.Where(request => request.Body.Length > 0),
            request => Assert.Equal("application/json", request.Headers["Content-Type"]));
    }

    [Fact]
    public async Task Deleting_says_whether_there_was_somebody()
    {
        client.Wire.Answers(200, """{"object":"user","id":"user_1","deleted":true}""").Refuses(404, "resource_not_found");

        Assert.True(await client.Commands.DeleteUser("user_1", Cancellation));
        Assert.False(await client.Commands.DeleteUser("user_1", Cancellation));
        Assert.Equal(["DELETE /v1/users/user_1", "DELETE /v1/users/user_1"], Asked());
    }

    [Fact]
    public async Task Every_request_bears_key_version_and_our_name()
    {
        client.Wire.Answers(200, "[]");

        using var list = await client.Api.ListUsers(new(), Cancellation);

        var headers = Assert.Single(client.Wire.Requests).Headers;
        Assert.Equal("Bearer sk_test_a", headers["Authorization"]);
        Assert.Equal("2026-05-12", headers["Clerk-API-Version"]);
        Assert.Equal("serverless-user-store", headers["User-Agent"]);
        Assert.Equal("gzip, deflate", headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task Our_trace_is_not_handed_to_clerk()
    {
        client.Wire.Answers(200, "[]");
        using var caller = ACaller.Sampled();

        using var list = await client.Api.ListUsers(new(), Cancellation);

        Assert.DoesNotContain("traceparent", Assert.Single(client.Wire.Requests).Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Path_in_front_of_the_version_is_kept()
    {
        await using var other = await ClerkClient.Start(address: client.Wire.Address + "proxy/");
        client.Wire.Answers(200, "[]");

        using var list = await other.Api.ListUsers(new(), Cancellation);

        Assert.StartsWith("GET /proxy/v1/users?", Assert.Single(Asked()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_answer_is_read()
    {
        client.Wire.Answers(200, Gzip("""[{"id":"user_1"}]"""), ("Content-Encoding", "gzip"));

        using var list = await client.Api.ListUsers(new(), Cancellation);

        Assert.Equal("user_1", Assert.Single(list.Items).Text("id"));
    }

    [Fact]
    public async Task Metadata_nested_as_deep_as_its_size_allows_spoils_no_page()
    {
        var deep = new string('[', 4096) + new string(']', 4096);
        client.Wire.Answers(200, "[{\"id\":\"user_1\",\"unsafe_metadata\":" + deep + "}]");

        using var list = await client.Api.ListUsers(new(), Cancellation);

        Assert.Equal("user_1", Assert.Single(list.Items).Text("id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Id_that_would_change_the_path_never_leaves(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => client.Commands.DeleteUser(id, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Api.FindUser(id, Cancellation));

        Assert.Empty(client.Wire.Requests);
    }

    [Fact]
    public async Task More_than_clerk_takes_is_refused_at_home()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClerkUserQuery { Limit = 501 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClerkPage { Limit = 0 });
        await Assert.ThrowsAsync<ArgumentException>(() => client.Api.ListUsers(
            new() { UserIds = [.. Enumerable.Range(0, 101).Select(i => $"user_{i}")] }, Cancellation));

        Assert.Empty(client.Wire.Requests);
    }

    private IEnumerable<string> Asked() => client.Wire.Requests.Select(request => $"{request.Method} {request.Target}");

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }
}
