using System.Net;
using System.Text.Json.Nodes;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary><c>GET /users</c> and <c>GET /users/count</c>.</summary>
public sealed class UserListTests
{
    private static readonly DateTimeOffset Start = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Newest_come_first_ten_at_a_time()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(15);

        var page = await clerk.IdsAsync("/users");
        var next = await clerk.IdsAsync("/users?offset=10");

        Assert.Equal(users.Reverse().Select(user => user.Id), page.Concat(next));
        Assert.Equal(10, page.Count);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 10)]
    public async Task Limit_beyond_the_most_falls_back_to_the_default(int limit, int given)
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUsers(510, announce: false);

        Assert.Equal(given, (await clerk.IdsAsync($"/users?limit={limit}")).Count);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("order_by=id", "order_by")]
    [InlineData("banned=maybe", "banned")]
    [InlineData("created_at_after=yesterday", "created_at_after")]
    [InlineData("provider=oauth_google", "provider_user_id")]
    public async Task Parameter_that_makes_no_sense_is_refused(string query, string parameter)
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync($"GET /users?{query}");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, parameter), (answer.Status, answer.Parameter));
    }

    [Theory]
    [InlineData("user_id")]
    [InlineData("external_id")]
    [InlineData("email_address")]
    public async Task At_most_a_hundred_are_asked_for_at_once(string parameter)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var hundred = string.Join('&', Enumerable.Range(0, 100).Select(number => $"{parameter}=x{number}"));

        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync($"GET /users?{hundred}")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.SendAsync($"GET /users?{hundred}&{parameter}=more")).Status);
    }

    [Theory]
    [InlineData("order_by=created_at", "a b c")]
    [InlineData("order_by=%2Bcreated_at", "a b c")]
    [InlineData("order_by=+created_at", "a b c")]
    [InlineData("order_by=-created_at", "c b a")]
    [InlineData("order_by=updated_at", "b c a")]
    [InlineData("order_by=-updated_at", "a c b")]
    [InlineData("order_by=first_name", "c a b")]
    [InlineData("order_by=-last_name", "b c a")]
    [InlineData("order_by=email_address", "b a c")]
    [InlineData("order_by=-username", "c b a")]
    [InlineData("order_by=last_sign_in_at", "c a b")]
    [InlineData("order_by=first_name&order_by=created_at", "c a b")]
    public async Task Order_is_as_asked_for(string query, string expected)
    {
        await using var clerk = await ThreeAsync();

        Assert.Equal(expected, await NamesAsync(clerk, query));
    }

    [Theory]
    [InlineData("user_id={b}", "b")]
    [InlineData("user_id={b}&user_id=%2B{a}", "a b")]
    [InlineData("user_id=-{b}", "a c")]
    [InlineData("user_id={b}&user_id=user_missing", "b")]
    [InlineData("external_id=x-a&external_id=x-c", "a c")]
    [InlineData("external_id=-x-a", "b c")]
    [InlineData("email_address=m@x.example", "a")]
    [InlineData("email_address=M@X.EXAMPLE&email_address=nobody@x.example", "a")]
    [InlineData("username=name-b", "b")]
    [InlineData("phone_number=%2B15550100", "c")]
    [InlineData("provider=oauth_google&provider_user_id=g-1&provider_user_id=g-2", "b")]
    [InlineData("query=aRa", "a")]
    [InlineData("query=Mara+I", "a")]
    [InlineData("query=%2B1555", "c")]
    [InlineData("email_address_query=X.example", "a b c")]
    [InlineData("name_query=petrov", "b")]
    [InlineData("username_query=NAME-", "a b c")]
    [InlineData("phone_number_query=0100", "c")]
    [InlineData("banned=true", "c")]
    [InlineData("banned=false", "a b")]
    [InlineData("last_sign_in_at_after=200", "b")]
    [InlineData("last_sign_in_at_before=200", "c")]
    [InlineData("user_id={a}&user_id={b}&banned=true", "")]
    public async Task Filters_are_as_described_and_counted_alike(string query, string expected)
    {
        await using var clerk = await ThreeAsync();
        foreach (var user in clerk.Directory.Users())
        {
            query = query.Replace($"{{{user.Username![^1]}}}", user.Id, StringComparison.Ordinal);
        }

        Assert.Equal(expected, await NamesAsync(clerk, $"{query}&order_by=created_at"));
        var count = await clerk.SendAsync($"GET /users/count?{query}");
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, count.Number("total_count"));
    }

    [Theory]
    [InlineData("created_at")]
    [InlineData("-created_at")]
    [InlineData("-updated_at")]
    [InlineData("last_name")]
    public async Task Creation_is_bounded_strictly_on_both_sides(string order)
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUsers(5, number => new NewUser { Username = $"name-{(char)('a' + number)}", Since = Start.AddSeconds(number) });
        var (first, last) = (Start.ToUnixTimeMilliseconds(), Start.AddSeconds(3).ToUnixTimeMilliseconds());

        var names = await NamesAsync(clerk, $"created_at_after={first}&created_at_before={last}&order_by={order}");

        Assert.Equal("b c", string.Join(' ', names.Split(' ').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Members_of_organizations_can_be_included_and_excluded()
    {
        await using var clerk = await ThreeAsync();
        var first = clerk.Directory.CreateOrganization(new() { Name = "First" });
        var user = clerk.Directory.Users()[1];
        clerk.Directory.AddMember(first.Id, user.Id);

        Assert.Equal("b", await NamesAsync(clerk, $"organization_id={first.Id}"));
        Assert.Equal("a c", await NamesAsync(clerk, $"organization_id=-{first.Id}&order_by=created_at"));
    }

    [Fact]
    public async Task Default_limit_holds_for_a_batch_of_ids_too()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var ids = string.Join('&', clerk.Directory.CreateUsers(20).Select(user => $"user_id={user.Id}"));

        Assert.Equal(10, (await clerk.IdsAsync($"/users?{ids}")).Count);
        Assert.Equal(20, (await clerk.IdsAsync($"/users?{ids}&limit=20")).Count);
    }

    /// <summary>Each order tells them apart in another way.</summary>
    private static async Task<RunningClerk> ThreeAsync()
    {
        var clerk = await RunningClerk.StartAsync();
        var directory = clerk.Directory;
        var a = directory.CreateUser(new()
        {
            Username = "name-a",
            FirstName = "Mara",
            LastName = "Ilves",
            EmailAddress = "m@x.example",
            ExternalId = "x-a",
            Since = Start,
        });
        var b = directory.CreateUser(new()
        {
            Username = "name-b",
            FirstName = "Nora",
            LastName = "Petrov",
            EmailAddress = "a@x.example",
            ExternalId = "x-b",
            Since = Start.AddSeconds(1),
        });
        var c = directory.CreateUser(new()
        {
            Username = "name-c",
            FirstName = "jonas",
            LastName = "Kask",
            EmailAddress = "z@x.example",
            ExternalId = "x-c",
            PhoneNumbers = ["+15550100"],
            Since = Start.AddSeconds(2),
        });
        directory.UpdateUser(b.Id, user => user["last_sign_in_at"] = 300);
        directory.UpdateUser(b.Id, user => user["external_accounts"] = new JsonArray(
            new JsonObject { ["provider"] = "oauth_google", ["provider_user_id"] = "g-2" }));
        clerk.Clock.Advance(TimeSpan.FromSeconds(1));
        directory.UpdateUser(c.Id, user => user["last_sign_in_at"] = 100);
        directory.BanUser(c.Id);
        clerk.Clock.Advance(TimeSpan.FromSeconds(1));
        directory.UpdateUser(a.Id, user => user["last_sign_in_at"] = 200);
        return clerk;
    }

    private static async Task<string> NamesAsync(RunningClerk clerk, string query) => string.Join(
        ' ', (await clerk.SendAsync($"GET /users?{query}")).Items.Select(user => user.GetProperty("username").GetString()![^1]));
}
