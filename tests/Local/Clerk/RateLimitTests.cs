using System.Net;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

public sealed class RateLimitTests
{
    [Fact]
    public async Task So_many_requests_in_any_ten_seconds_and_no_more()
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { RequestsPer10Seconds = 3 });
        await clerk.SendAsync("GET /users");
        clerk.Clock.Advance(TimeSpan.FromSeconds(4));
        await clerk.SendAsync("GET /users");
        await clerk.SendAsync("GET /users");

        var refused = await clerk.SendAsync("GET /users");
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_requests"), (refused.Status, refused.Code));
        Assert.Equal(TimeSpan.FromSeconds(6), refused.RetryAfter);

        clerk.Clock.Advance(refused.RetryAfter!.Value);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("GET /users")).Status);
        Assert.Equal(TimeSpan.FromSeconds(4), (await clerk.SendAsync("GET /users")).RetryAfter);
    }

    [Fact]
    public async Task Keys_can_always_be_fetched()
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { RequestsPer10Seconds = 1 });
        await clerk.SendAsync("GET /users");

        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("GET /jwks")).Status);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("GET /jwks")).Status);
    }

    [Fact]
    public async Task Ten_changes_of_a_user_in_any_ten_seconds()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var users = clerk.Directory.CreateUsers(2);
        for (var change = 0; change < 10; change++)
        {
            Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(users[0].Id)).Status);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), (await ChangeAsync(users[0].Id)).RetryAfter);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await clerk.SendAsync($"PATCH /users/{users[0].Id}", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(users[1].Id)).Status);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync($"GET /users/{users[0].Id}")).Status);
        clerk.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(users[0].Id)).Status);

        Task<Answer> ChangeAsync(string id) => clerk.SendAsync($"PATCH /users/{id}/metadata", """{"public_metadata":{}}""");
    }

    [Fact]
    public async Task Hundred_invitations_in_any_hour()
    {
        await using var clerk = await RunningClerk.StartAsync();
        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(HttpStatusCode.OK, (await InviteAsync(number)).Status);
        }

        clerk.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(TimeSpan.FromMinutes(1), (await InviteAsync(100)).RetryAfter);
        clerk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await InviteAsync(100)).Status);

        Task<Answer> InviteAsync(int number) => clerk.SendAsync("POST /invitations", $$"""{"email_address":"p{{number}}@x.example"}""");
    }

    [Fact]
    public async Task Without_limits_everything_is_answered()
    {
        await using var clerk = await RunningClerk.StartAsync(options => options with { RequestsPer10Seconds = 0 });
        var user = clerk.Directory.CreateUser(new());

        for (var change = 0; change < 11; change++)
        {
            Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync($"PATCH /users/{user.Id}", "{}")).Status);
        }
    }
}
