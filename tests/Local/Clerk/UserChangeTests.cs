using System.Net;
using System.Text.Json;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Creating, changing and deleting users, over HTTP and in the process.</summary>
public sealed class UserChangeTests
{
    [Fact]
    public async Task Created_user_has_what_was_given_and_can_be_read()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var created = await clerk.SendAsync(
            "POST /users",
            """
            {"email_address":["mara@northwind.example","m@x.example"],"phone_number":["+15550100"],"first_name":"Mara","last_name":"Ilves",
             "username":"mara","external_id":"usr_1","public_metadata":{"plan":"pro"},"private_metadata":{"crm":1},"password":"s3cret-enough"}
            """);
        var read = await clerk.SendAsync($"GET /users/{created.Text("id")}");

        Assert.Equal(HttpStatusCode.OK, created.Status);
        Assert.Equal(created.Body, read.Body);
        var addresses = created.Json.GetProperty("email_addresses");
        Assert.Equal("mara@northwind.example", addresses[0].GetProperty("email_address").GetString());
        Assert.Equal(addresses[0].GetProperty("id").GetString(), created.Text("primary_email_address_id"));
        Assert.Equal("verification_admin", addresses[1].GetProperty("verification").GetProperty("object").GetString());
        Assert.Equal("pro", created.Json.GetProperty("public_metadata").GetProperty("plan").GetString());
        Assert.True(created.Json.GetProperty("password_enabled").GetBoolean());
        Assert.Equal(clerk.Clock.GetUtcNow().ToUnixTimeMilliseconds(), created.Number("created_at"));
        Assert.Equal(created.Number("created_at"), created.Number("updated_at"));
    }

    [Theory]
    [InlineData("""{"email_address":["TAKEN@x.example"]}""", "email_address")]
    [InlineData("""{"username":"taken"}""", "username")]
    [InlineData("""{"external_id":"taken"}""", "external_id")]
    [InlineData("""{"phone_number":["+15550100"]}""", "phone_number")]
    public async Task Identifier_of_somebody_else_is_refused(string body, string parameter)
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUser(new() { EmailAddress = "taken@x.example", Username = "taken", ExternalId = "taken", PhoneNumbers = ["+15550100"] });

        var answer = await clerk.SendAsync("POST /users", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "form_identifier_exists", parameter), (answer.Status, answer.Code, answer.Parameter));
        Assert.Equal(1, clerk.Directory.UserCount);
    }

    [Fact]
    public async Task Of_several_who_want_the_same_address_at_once_one_gets_it()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => clerk.SendAsync("POST /users", """{"email_address":["mara@x.example"]}""")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(15, answers.Count(answer => answer.Code == "form_identifier_exists"));
        Assert.Equal(1, clerk.Directory.UserCount);
    }

    [Fact]
    public async Task Identifiers_are_free_again_after_a_deletion()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var first = clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });
        clerk.Directory.DeleteUser(first.Id);

        var again = clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });

        Assert.NotEqual(first.Id, again.Id);
        Assert.Equal(again.Id, clerk.Directory.FindUserByEmail("mara@x.example")!.Id);
    }

    [Fact]
    public async Task Changed_user_keeps_what_was_not_named()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new() { FirstName = "Mara", LastName = "Ilves", ExternalId = "usr_1" });

        var answer = await clerk.SendAsync($"PATCH /users/{user.Id}", """{"last_name":"Kask","external_id":null}""");

        Assert.Equal(("Mara", "Kask"), (answer.Text("first_name"), answer.Text("last_name")));
        Assert.Null(clerk.Directory.FindUser(user.Id)!.ExternalId);
        Assert.Equal(answer.Number("updated_at"), clerk.Directory.FindUser(user.Id)!.UpdatedAt);
    }

    [Fact]
    public async Task Version_of_a_user_grows_with_every_change_even_within_a_millisecond()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        var versions = Enumerable.Range(0, 5).Select(_ => clerk.Directory.BanUser(user.Id).UpdatedAt).ToList();

        Assert.Equal(Enumerable.Range(1, 5).Select(step => user.UpdatedAt + step), versions);
    }

    [Theory]
    [InlineData("public_metadata")]
    [InlineData("private_metadata")]
    [InlineData("unsafe_metadata")]
    public async Task Metadata_have_an_endpoint_of_their_own(string name)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        var refused = await clerk.SendAsync($"PATCH /users/{user.Id}", Change(name, """{"a":1}"""));
        var merged = await clerk.SendAsync($"PATCH /users/{user.Id}/metadata", Change(name, """{"a":1,"deep":{"b":2,"c":3}}"""));
        var again = await clerk.SendAsync($"PATCH /users/{user.Id}/metadata", Change(name, """{"a":null,"deep":{"c":null,"d":[4]}}"""));
        var replaced = await clerk.SendAsync($"PUT /users/{user.Id}/metadata", Change(name, """{"e":5}"""));

        Assert.Equal(("form_param_unknown", name), (refused.Code, refused.Parameter));
        Assert.Equal("""{"a":1,"deep":{"b":2,"c":3}}""", merged.Json.GetProperty(name).GetRawText());
        Assert.Equal("""{"deep":{"b":2,"d":[4]}}""", again.Json.GetProperty(name).GetRawText());
        Assert.Equal("""{"e":5}""", replaced.Json.GetProperty(name).GetRawText());
    }

    [Fact]
    public async Task Metadata_beyond_eight_kilobytes_are_refused()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        var answer = await clerk.SendAsync($"PATCH /users/{user.Id}/metadata", Change("public_metadata", $$"""{"a":"{{new string('x', 8192)}}"}"""));

        Assert.Equal(("form_param_exceeds_allowed_size", "public_metadata"), (answer.Code, answer.Parameter));
    }

    [Theory]
    [InlineData("ban", "unban", "banned")]
    [InlineData("lock", "unlock", "locked")]
    public async Task Ban_and_lock_can_be_taken_back(string set, string take, string field)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        Assert.True((await clerk.SendAsync($"POST /users/{user.Id}/{set}")).Json.GetProperty(field).GetBoolean());
        Assert.False((await clerk.SendAsync($"POST /users/{user.Id}/{take}")).Json.GetProperty(field).GetBoolean());
    }

    [Fact]
    public async Task Several_are_banned_at_once_or_none()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(2);

        var refused = await clerk.SendAsync("POST /users/ban", $$"""{"user_ids":["{{users[0].Id}}","user_missing"]}""");
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.False(clerk.Directory.FindUser(users[0].Id)!.Banned);

        var banned = await clerk.SendAsync("POST /users/ban", $$"""{"user_ids":["{{users[0].Id}}","{{users[1].Id}}"]}""");
        Assert.All(banned.Items, user => Assert.True(user.GetProperty("banned").GetBoolean()));
        Assert.Equal(2, banned.Ids.Count);
    }

    [Fact]
    public async Task Deleted_user_is_gone_from_every_answer()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(2);

        var deleted = await clerk.SendAsync($"DELETE /users/{users[0].Id}");

        Assert.Equal($$"""{"object":"user","id":"{{users[0].Id}}","deleted":true}""", deleted.Body);
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.SendAsync($"GET /users/{users[0].Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.SendAsync($"DELETE /users/{users[0].Id}")).Status);
        Assert.Equal([users[1].Id], await clerk.IdsAsync($"/users?user_id={users[0].Id}&user_id={users[1].Id}"));
        Assert.Equal(1, (await clerk.SendAsync("GET /users/count")).Number("total_count"));
    }

    [Fact]
    public async Task Address_can_be_added_verified_and_made_primary()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new() { EmailAddress = "old@x.example" });

        var added = clerk.Directory.AddEmailAddress(user.Id, "new@x.example", EmailVerification.Unverified);
        Assert.Equal(("old@x.example", 2), (added.PrimaryEmailAddress, added.EmailAddresses.Count));
        Assert.Equal(JsonValueKind.Null, Entry(added, 1).GetProperty("verification").ValueKind);

        var verified = clerk.Directory.VerifyEmailAddress(user.Id, "new@x.example");
        Assert.Equal("email_code", Entry(verified, 1).GetProperty("verification").GetProperty("strategy").GetString());

        var primary = await clerk.SendAsync($"PATCH /users/{user.Id}", $$"""{"primary_email_address_id":"{{Entry(verified, 1).GetProperty("id")}}"}""");
        Assert.Equal("new@x.example", ClerkUser.Read(System.Text.Encoding.UTF8.GetBytes(primary.Body)).PrimaryEmailAddress);
        Assert.Equal("form_resource_not_found", (await clerk.SendAsync($"PATCH /users/{user.Id}", """{"primary_email_address_id":"idn_x"}""")).Code);
    }

    [Fact]
    public async Task Imported_user_was_created_in_the_past_but_changed_now()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync("POST /users", """{"created_at":"2020-02-03T04:05:06Z"}""");

        Assert.Equal(1_580_702_706_000, answer.Number("created_at"));
        Assert.Equal(clerk.Clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.Number("updated_at"));
    }

    private static string Change(string name, string metadata) => $$"""{"{{name}}":{{metadata}}}""";

    private static JsonElement Entry(ClerkUser user, int at) => JsonDocument.Parse(user.Json).RootElement.GetProperty("email_addresses")[at];
}
