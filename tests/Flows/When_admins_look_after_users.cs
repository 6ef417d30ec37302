using System.Text.Json.Nodes;
using Local.Clerk;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary><c>/api/users</c>: who sees whom, and who gives roles.</summary>
public sealed class When_admins_look_after_users : IAsyncLifetime
{
    private TestStack stack = null!;
    private ClerkUser root = null!;
    private ApiClient admin = null!;

    private ClerkDirectory Directory => stack.Emulators.Clerk.Directory;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        root = stack.SignUp("Root", role: "admin");
        admin = stack.As(root);
        await admin.Get("/api/me");
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Everybody_sees_themselves_and_an_admin_sees_everybody()
    {
        var (mara, id) = await Met("Mara");

        Assert.Equal((200, id), Seen(await stack.As(mara).Get($"/api/users/{id}")));
        Assert.Equal((200, id), Seen(await admin.Get($"/api/users/{id}")));
    }

    [Fact]
    public async Task Somebody_else_is_answered_exactly_as_somebody_who_does_not_exist()
    {
        var (mara, _) = await Met("Mara");
        var (_, other) = await Met("Jonas");
        var cost = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;
        var exists = await stack.As(mara).Get($"/api/users/{other}");
        var costOfExisting = stack.Emulators.Cosmos.Metrics.TotalRequestUnits - cost;
        var missing = await stack.As(mara).Get("/api/users/usr_00000000000000000000000000");
        var costOfMissing = stack.Emulators.Cosmos.Metrics.TotalRequestUnits - cost - costOfExisting;

        Assert.Equal((404, "user-unknown"), (exists.Status, exists.Code));
        Assert.Equal(WithoutTrace(missing), WithoutTrace(exists));
        Assert.Equal(missing.Headers.Select(header => header.Key).Order(), exists.Headers.Select(header => header.Key).Order());
        Assert.Equal(costOfMissing, costOfExisting, tolerance: 0.001);
        Assert.Equal(404, (await stack.As(mara).Get("/api/users/nonsense")).Status);
        Assert.Equal(404, (await admin.Get("/api/users/usr_00000000000000000000000000")).Status);
    }

    [Theory]
    [InlineData("GET", "/api/users")]
    [InlineData("PUT", "/api/users/usr_00000000000000000000000000/role")]
    public async Task Only_admins_list_and_give_roles(string verb, string path)
    {
        var (mara, _) = await Met("Mara");

        var answer = await stack.As(mara).Send(new HttpMethod(verb), path, verb == "PUT" ? """{"role":"admin"}""" : null);

        Assert.Equal((403, "role-missing"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Pages_list_everybody_once_in_the_order_we_met_them()
    {
        var met = new List<string> { (await admin.Get("/api/me"))["id"]! };
        for (var i = 0; i < 7; i++)
        {
            met.Add((await Met($"P{i}")).Id);
        }

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await admin.Get($"/api/users?limit=3{cursor}");
            seen.AddRange(Items(page));
            cursor = page["next"] is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);

        Assert.Equal(met, seen);
    }

    [Fact]
    public async Task Last_page_that_is_full_has_no_next()
    {
        await Met("Mara");

        Assert.Null((await admin.Get("/api/users?limit=2"))["next"]);
    }

    [Fact]
    public async Task Lists_are_filtered_by_address_and_status()
    {
        var (_, mara) = await Met("Mara");
        var (jonas, gone) = await Met("Jonas");
        await stack.As(jonas).Delete("/api/me");

        Assert.Equal([mara], Items(await admin.Get("/api/users?email=MARA%40people.example")));
        Assert.Equal([], Items(await admin.Get("/api/users?email=jonas%40people.example")));
        Assert.Equal([gone], Items(await admin.Get("/api/users?status=deleted")));
        Assert.Equal(2, Items(await admin.Get("/api/users?status=active")).Count);
        Assert.Equal([], Items(await admin.Get("/api/users?status=deleted&email=mara%40people.example")));
        var tombstone = await admin.Get($"/api/users/{gone}");
        Assert.Equal("deleted", tombstone["status"]);
        Assert.Null(tombstone["email"]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("status=gone", "status")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("email=", "email")]
    [InlineData("stauts=active", "stauts")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("flag", "")]
    public async Task Query_that_is_not_understood_is_refused_by_name(string query, string name)
    {
        var answer = await admin.Get($"/api/users?{query}");

        Assert.Equal((400, "bad-parameter"), (answer.Status, answer.Code));
        Assert.StartsWith($"'{name}'", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_is_written_at_clerk_and_followed_by_our_copy_and_the_next_token()
    {
        var (mara, id) = await Met("Mara");

        var promoted = await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""");

        Assert.Equal((202, $"/api/users/{id}"), (promoted.Status, promoted.Headers.Location!.OriginalString));
        Assert.Equal("admin", (await stack.As(mara).Get("/api/me"))["role"]);
        Assert.Equal(200, (await stack.As(mara).Get("/api/users")).Status);
        await stack.Emulators.Clerk.WebhooksAtRestAsync();
        await stack.Quiet();
        Assert.Equal("""{"role":"admin"}""", $"{(await stack.User(mara.Id))!.Value.Profile!.PublicMetadata}");

        var demoted = await admin.Put($"/api/users/{id}/role", """{"role":"member"}""");

        Assert.Equal(202, demoted.Status);
        Assert.Equal("member", (await stack.As(mara).Get("/api/me"))["role"]);
        Assert.Equal(403, (await stack.As(mara).Get("/api/users")).Status);
    }

    [Fact]
    public async Task Other_metadata_survives_a_change_of_role()
    {
        var mara = Directory.CreateUsers(1, _ => new NewUser { PublicMetadata = new JsonObject { ["plan"] = "pro" } }, announce: false)[0];
        var id = (await stack.As(mara).Get("/api/me"))["id"];

        await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""");
        await admin.Put($"/api/users/{id}/role", """{"role":"member"}""");

        Assert.Equal("""{"plan":"pro"}""", (await admin.Get($"/api/users/{id}"))["publicMetadata"]);
    }

    [Fact]
    public async Task Last_admin_can_neither_be_demoted_nor_leave()
    {
        var id = (await admin.Get("/api/me"))["id"];

        Assert.Equal((409, "last-admin"), Refusal(await admin.Put($"/api/users/{id}/role", """{"role":"member"}""")));
        Assert.Equal((409, "last-admin"), Refusal(await admin.Delete("/api/me")));

        var (_, second) = await Met("Mara");
        await admin.Put($"/api/users/{second}/role", """{"role":"admin"}""");
        Assert.Equal(202, (await admin.Put($"/api/users/{id}/role", """{"role":"member"}""")).Status);
    }

    [Fact]
    public async Task Of_many_admins_who_all_step_down_at_once_one_remains()
    {
        var admins = new List<(ClerkUser User, string Id)> { (root, (await admin.Get("/api/me"))["id"]!) };
        for (var i = 0; i < 5; i++)
        {
            var user = stack.SignUp($"Admin{i}", role: "admin");
            admins.Add((user, (await stack.As(user).Get("/api/me"))["id"]!));
        }

        var open = admins.ToDictionary(each => each.Id, each => stack.As(each.User, token => token with { Claims = new() { ["metadata"] = new JsonObject { ["role"] = "admin" } } }));
        while (open.Count > 0)
        {
            var answers = await Task.WhenAll(open.Select(async each => (each.Key, Answer: await each.Value.Put($"/api/users/{each.Key}/role", """{"role":"member"}"""))));
            Assert.All(answers, each => Assert.Contains(each.Answer.Code, new[] { null, "admins-changing", "last-admin" }));
            foreach (var done in answers.Where(each => each.Answer.Code != "admins-changing"))
            {
                open.Remove(done.Key);
            }
        }

        Assert.Single(admins, each => Directory.FindUser(each.User.Id)!.Json.Span.IndexOf("\"role\":\"admin\""u8) >= 0);
    }

    [Fact]
    public async Task Turn_of_an_admin_whose_request_clerk_did_not_answer_is_not_given_away()
    {
        var (mara, id) = await Met("Mara");
        await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""");
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.Answer(400)) { Method = "PATCH", Times = 1 });

        var failed = await admin.Put($"/api/users/{id}/role", """{"role":"member"}""");
        var next = await admin.Put($"/api/users/{id}/role", """{"role":"member"}""");

        Assert.Equal((502, "clerk-refused"), Refusal(failed));
        Assert.Equal((503, "admins-changing"), Refusal(next));
        Assert.Equal("admin", (await stack.As(mara).Get("/api/me"))["role"]);
    }

    [Fact]
    public async Task Role_of_somebody_deleted_is_refused()
    {
        var (mara, id) = await Met("Mara");
        await stack.As(mara).Delete("/api/me");

        Assert.Equal((409, "user-already-deleted"), Refusal(await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""")));
    }

    [Fact]
    public async Task Somebody_deleted_at_clerk_only_is_told_as_deleted()
    {
        var (mara, id) = await Met("Mara");
        stack.Emulators.Clerk.Faults.Add(new ClerkFault(new ClerkFaultAction.DropWebhook()));
        Directory.DeleteUser(mara.Id);

        Assert.Equal((409, "user-already-deleted"), Refusal(await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""")));
        Assert.Equal(UserStatus.Active, (await stack.User(mara.Id))!.Value.Status);
    }

    [Theory]
    [InlineData("""{"role":"king"}""", 400, "bad-body")]
    [InlineData("""{"role":1}""", 400, "bad-body")]
    [InlineData("""{"role":null}""", 400, "bad-body")]
    [InlineData("""{}""", 400, "bad-body")]
    [InlineData("""[]""", 400, "bad-body")]
    [InlineData("""{"role":"admin","rolle":"admin"}""", 400, "unknown-field")]
    [InlineData("""{"Role":"admin"}""", 400, "unknown-field")]
    [InlineData("""{"role":"member","role":"admin"}""", 400, "bad-body")]
    [InlineData("""{"role":"admin"} {}""", 400, "bad-body")]
    [InlineData("not json", 400, "bad-body")]
    [InlineData("", 400, "body-missing")]
    public async Task Body_that_is_not_understood_is_refused_by_name(string body, int status, string code)
    {
        var (_, id) = await Met("Mara");

        Assert.Equal((status, code), Refusal(await admin.Put($"/api/users/{id}/role", body)));
    }

    [Fact]
    public async Task Body_that_is_too_large_or_no_json_is_refused()
    {
        var (_, id) = await Met("Mara");

        Assert.Equal((413, "body-too-large"), Refusal(await admin.Put($"/api/users/{id}/role", new string(' ', 20_000))));
        Assert.Equal((415, "not-json"), Refusal(await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""", ("Content-Type", "text/plain"))));
    }

    [Fact]
    public async Task Change_under_a_state_that_is_no_longer_is_refused()
    {
        var (_, id) = await Met("Mara");
        var before = (await admin.Get($"/api/users/{id}")).ETag!;
        await admin.Put($"/api/users/{id}/role", """{"role":"admin"}""", ("If-Match", before));

        var late = await admin.Put($"/api/users/{id}/role", """{"role":"member"}""", ("If-Match", before));

        Assert.Equal((412, "changed"), Refusal(late));
    }

    private async Task<(ClerkUser User, string Id)> Met(string name)
    {
        var user = stack.SignUp(name);
        return (user, (await stack.As(user).Get("/api/me"))["id"]!);
    }

    private static (int Status, string? Id) Seen(ApiAnswer answer) => (answer.Status, answer["id"]);

    private static (int Status, string? Code) Refusal(ApiAnswer answer) => (answer.Status, answer.Code);

    private static List<string> Items(ApiAnswer page) =>
        [.. page.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private static string WithoutTrace(ApiAnswer answer)
    {
        var body = JsonNode.Parse(answer.Text)!.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
