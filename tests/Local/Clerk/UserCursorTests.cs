using System.Net;
using Local.Clerk;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Walks with <c>starting_after</c>.</summary>
public sealed class UserCursorTests
{
    [Theory]
    [InlineData("%2Bcreated_at")]
    [InlineData("-created_at")]
    public async Task Walk_meets_everybody_once(string order)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var since = clerk.Clock.GetUtcNow();
        // Three at a time have the same moment of creation, so that pages end between equals.
        var users = clerk.Directory.CreateUsers(25, number => new NewUser { Since = since.AddSeconds(number / 3) });

        var met = await WalkAsync(clerk, $"/users?limit=4&order_by={order}");

        Assert.Equal(users.Select(user => user.Id).Order(StringComparer.Ordinal), met.Order(StringComparer.Ordinal));
        Assert.Equal(order[0] == '-', clerk.Directory.FindUser(met[0])!.CreatedAt > clerk.Directory.FindUser(met[^1])!.CreatedAt);
    }

    [Fact]
    public async Task Ascending_walk_meets_who_signs_up_on_the_way()
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Directory.CreateUsers(4);
        clerk.Clock.Advance(TimeSpan.FromSeconds(1));
        ClerkUser? late = null;

        var met = await WalkAsync(clerk, "/users?limit=2&order_by=created_at", () => late ??= clerk.Directory.CreateUser(new()));

        Assert.Equal(5, met.Count);
        Assert.Equal(late!.Id, met[^1]);
    }

    [Fact]
    public async Task Cursor_goes_with_filters()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(9);
        foreach (var user in users.Where((_, number) => number % 2 == 0))
        {
            clerk.Directory.BanUser(user.Id);
        }

        var met = await WalkAsync(clerk, "/users?limit=2&banned=true&order_by=created_at");
        var chosen = await clerk.IdsAsync(
            $"/users?user_id={users[8].Id}&user_id={users[1].Id}&user_id={users[4].Id}&order_by=created_at&starting_after={users[1].Id}");

        Assert.Equal(users.Where((_, number) => number % 2 == 0).Select(user => user.Id), met);
        Assert.Equal([users[4].Id, users[8].Id], chosen);
    }

    [Theory]
    [InlineData("order_by=-updated_at")]
    [InlineData("order_by=email_address")]
    [InlineData("offset=1")]
    public async Task Cursor_needs_the_order_of_creation_and_no_offset(string query)
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        var answer = await clerk.SendAsync($"GET /users?starting_after={user.Id}&{query}");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "starting_after"), (answer.Status, answer.Parameter));
    }

    [Fact]
    public async Task Cursor_of_somebody_deleted_is_refused()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(3);
        clerk.Directory.DeleteUser(users[1].Id);

        var answer = await clerk.SendAsync($"GET /users?starting_after={users[1].Id}");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "form_resource_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Count_takes_no_notice_of_a_cursor()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(3);

        Assert.Equal(3, (await clerk.SendAsync($"GET /users/count?starting_after={users[1].Id}")).Number("total_count"));
    }

    private static async Task<List<string>> WalkAsync(RunningClerk clerk, string path, Action? afterPage = null)
    {
        var met = new List<string>();
        while (true)
        {
            var page = await clerk.IdsAsync(met.Count == 0 ? path : $"{path}&starting_after={met[^1]}");
            if (page.Count == 0)
            {
                return met;
            }

            met.AddRange(page);
            afterPage?.Invoke();
        }
    }
}
