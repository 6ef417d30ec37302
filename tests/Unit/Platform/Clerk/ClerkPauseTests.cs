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
    private ClerkClient client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
        Assert.Equal((null, "too_many_requests", TimeSpan.FromSeconds(25), true), (refusedAtHome.Status, refusedAtHome.Code, refusedAtHome.RetryAfter, refusedAtHome.IsTransient));
        Assert.Equal(TimeSpan.FromSeconds(5), wait);
        Assert.Equal(["GET /users 429", "GET /users ok"], client.Calls.Seen);
    }

    [Fact]
    public async Task Other_instances_wait_too()
    {
        await using var store = await ClerkStore.Start();
        await using var one = store.Instance(client.Clock, address: client.Wire.Address.ToString());
        await using var other = store.Instance(client.Clock, address: client.Wire.Address.ToString());
        client.Wire.Refuses(429, "too_many_requests", ("Retry-After", "7")).Answers(200, "[]").Answers(200, "[]");

        var first = one.GetRequiredService<ClerkApi>().ListUsers(new(), Cancellation);
        await client.Clock.Waiting(due => due == TimeSpan.FromSeconds(7));
        client.Clock.Advance(TimeSpan.FromSeconds(3));
        var second = other.GetRequiredService<ClerkApi>().ListUsers(new() { Limit = 9 }, Cancellation);
        await client.Clock.Waiting(due => due == TimeSpan.FromSeconds(4));
        Assert.Single(client.Wire.Requests);
        client.Clock.Advance(TimeSpan.FromSeconds(4));
        using var firstList = await first;
        using var secondList = await second;

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
