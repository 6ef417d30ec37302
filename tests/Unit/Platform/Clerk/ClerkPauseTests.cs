using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Clerk;
using Serverless.Platform.Failures;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

/// <summary>What follows when Clerk says that it is asked too often.</summary>
public sealed class ClerkPauseTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new ManualClock().GetUtcNow();

    private ClerkClient client = null!;

    private CancellationToken Cancellation => client.Cancellation;

    public async ValueTask InitializeAsync() => client = await ClerkClient.Start();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Theory]
    [InlineData("5")]
    [InlineData("Thu, 01 Jan 2026 00:00:05 GMT")]
    public async Task Short_pause_is_waited_for_to_the_tick(string retryAfter)
    {
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", retryAfter)).Answers(200, "[]");

        var listing = client.Api.ListUsers(new(), Cancellation);
        var wait = await client.PassWait();
        using var list = await listing;

        Assert.Equal(TimeSpan.FromSeconds(5), wait);
        Assert.Equal(["GET /users 429", "GET /users ok"], client.Calls.Seen);
    }

    [Fact]
    public async Task Pause_that_is_over_already_is_not_waited_for()
    {
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", "Wed, 31 Dec 2025 23:59:00 GMT")).Answers(200, "[]");

        using var list = await client.Api.ListUsers(new(), Cancellation);

        Assert.Equal(2, client.Wire.Requests.Count);
    }

    [Fact]
    public async Task Long_pause_is_the_callers_and_nobody_asks_before_it_is_over()
    {
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", "30"));

        var refusal = await Assert.ThrowsAsync<ClerkException>(() => client.Api.ListUsers(new(), Cancellation));
        client.Clock.Advance(TimeSpan.FromSeconds(5));
        var refusedAtHome = await Assert.ThrowsAsync<ClerkException>(() => client.Api.FindUser("user_1", Cancellation));
        client.Clock.Advance(TimeSpan.FromSeconds(20));
        client.Wire.Answers(200, "[]");
        var listing = client.Api.ListUsers(new(), Cancellation);
        var wait = await client.PassWait();
        using var list = await listing;

        Assert.Equal((429, TimeSpan.FromSeconds(30), true), (refusal.Status, refusal.RetryAfter, refusal.IsTransient));
        Assert.Equal((null, "too_many_requests"), (refusedAtHome.Status, refusedAtHome.Code));
        Assert.Equal((TimeSpan.FromSeconds(25), true), (refusedAtHome.RetryAfter, refusedAtHome.IsTransient));
        Assert.Equal(TimeSpan.FromSeconds(5), wait);
        Assert.Equal(["GET /users 429", "GET /users ok"], client.Calls.Seen);
    }

    [Fact]
    public async Task Other_instances_wait_too()
    {
        await using var store = await ClerkStore.Start();
        await using var one = store.Instance(client.Clock, address: client.Wire.Address.ToString());
        await using var other = store.Instance(client.Clock, address: client.Wire.Address.ToString());
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", "30")).Answers(200, "[]");

        await Assert.ThrowsAsync<ClerkException>(() => one.GetRequiredService<ClerkApi>().ListUsers(new(), Cancellation));
        client.Clock.Advance(TimeSpan.FromSeconds(22));
        var listing = other.GetRequiredService<ClerkApi>().ListUsers(new(), Cancellation);
        await client.Clock.Waiting(due => due == TimeSpan.FromSeconds(8));
        Assert.Single(client.Wire.Requests);
        client.Clock.Advance(TimeSpan.FromSeconds(8));
        using var list = await listing;

        Assert.Equal(2, client.Wire.Requests.Count);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_a_minute_for_the_budget()
    {
        await using var store = await ClerkStore.Start();
        await using var one = store.Instance(client.Clock);
        await using var other = store.Instance(client.Clock, address: client.Wire.Address.ToString());
        var nine = TimeSpan.FromSeconds(9);
        await Pause();
        var listing = other.GetRequiredService<ClerkApi>().ListUsers(new(), Cancellation);
        await client.Clock.Waiting(due => due == nine);

        // A second before each pause ends there is another, so that it ends 8 seconds later.
        for (var end = 9; end < 60; end += 8)
        {
            client.Clock.Advance(TimeSpan.FromSeconds(end - 1) - (client.Clock.GetUtcNow() - Start));
            await Pause();
            client.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.Clock.Waiting(due => due == TimeSpan.FromSeconds(8));
        }

        client.Clock.Advance(TimeSpan.FromMinutes(1) - (client.Clock.GetUtcNow() - Start));
        var failure = await Assert.ThrowsAsync<ClerkException>(() => listing);

        Assert.Equal((null, "timed_out", true), (failure.Status, failure.Code, failure.IsTransient));
        Assert.Empty(client.Wire.Requests);

        Task Pause() => one.GetRequiredService<ClerkRateBudget>().Pause(nine, Cancellation);
    }

    [Fact]
    public async Task What_is_leased_already_is_not_used_either()
    {
        client.Wire.Answers(200, "[]").Answers(200, "[]").Refuses(429, "too_many_requests", ("Retry-After", "30"));
        using var first = await client.Api.ListUsers(new(), Cancellation);
        using var second = await client.Api.ListUsers(new(), Cancellation);

        // The third leases two, as two are used already, so that one is left.
        await Assert.ThrowsAsync<ClerkException>(() => client.Api.ListUsers(new(), Cancellation));
        var refusedAtHome = await Assert.ThrowsAsync<ClerkException>(() => client.Api.ListUsers(new(), Cancellation));

        Assert.Equal((null, TimeSpan.FromSeconds(30)), (refusedAtHome.Status, refusedAtHome.RetryAfter));
        Assert.Equal(3, client.Wire.Requests.Count);
    }

    [Fact]
    public async Task Limit_of_one_endpoint_stops_no_other()
    {
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", "3000")).Answers(200, "[]");

        var refusal = await Assert.ThrowsAsync<ClerkException>(() => client.Commands.CreateInvitation(new("a@b.c"), Cancellation));
        using var list = await client.Api.ListUsers(new(), Cancellation);

        Assert.Equal((TimeSpan.FromSeconds(3000), false), (refusal.RetryAfter, refusal.EffectUnknown));
    }

    [Fact]
    public async Task Keys_need_no_budget()
    {
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", "30")).Answers(200, """{"keys":[]}""");
        await Assert.ThrowsAsync<ClerkException>(() => client.Api.ListUsers(new(), Cancellation));

        Assert.Empty((await client.Api.GetKeys(Cancellation)).Items("keys"));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Without_the_store_clerk_is_not_asked(int status)
    {
        var fault = client.StoreFaults.Add(new CosmosFault(new FaultAction.Answer(status, 0, TimeSpan.FromMilliseconds(1)))
        {
            PathContains = "/docs",
        });

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.Api.ListUsers(new(), Cancellation));

        Assert.True(TransientFailures.IsTransient(failure), failure.ToString());
        Assert.IsNotType<ClerkException>(failure);
        Assert.True(fault.Hits > 0);
        Assert.Empty(client.Wire.Requests);
    }
}
