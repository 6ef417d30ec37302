using Microsoft.AspNetCore.Http;
using Serverless.Platform.Clerk;
using Serverless.Platform.Telemetry;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

/// <summary>What is tried again, after which wait, and what never is.</summary>
public sealed class ClerkRetryTests : IAsyncLifetime
{
    private static readonly TimeSpan DeadlineOfTry = TimeSpan.FromSeconds(10);

    private ClerkClient client = null!;

    private CancellationToken Cancellation => client.Cancellation;

    public async ValueTask InitializeAsync() => client = await ClerkClient.Start();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Read_is_tried_again_after_a_failure_that_passes(int status)
    {
        client.Wire.Answers(status, "").Answers(200, "[]");

        var listing = client.Api.ListUsers(new(), Cancellation);
        await client.PassWait();
        using var list = await listing;

        Assert.Equal([$"GET /users {status}", "GET /users ok"], client.Calls.Seen);
    }

    [Fact]
    public async Task Every_try_and_what_its_budget_costs_is_on_the_account()
    {
        client.Wire.Answers(503, "").Answers(200, "[]");

        using var cost = Cost.Measure();
        var listing = client.Api.ListUsers(new(), Cancellation);
        await client.PassWait();
        using var list = await listing;

        Assert.Equal(2, cost.ClerkCalls);
        Assert.InRange(cost.RequestUnits, 10, 30);
    }

    [Fact]
    public async Task Read_is_given_up_after_three_retries_with_growing_waits()
    {
        client.Wire.Answers(503, "").Answers(503, "").Answers(503, "").Refuses(503, "service_unavailable");

        var listing = client.Api.ListUsers(new(), Cancellation);
        TimeSpan[] waits = [await client.PassWait(), await client.PassWait(), await client.PassWait()];
        var refusal = await Assert.ThrowsAsync<ClerkException>(() => listing);

        Assert.Equal((503, "service_unavailable"), (refusal.Status, refusal.Code));
        Assert.Equal(4, client.Wire.Requests.Count);
        Assert.InRange(waits.Aggregate((sum, wait) => sum + wait), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Read_is_tried_again_when_its_connection_breaks_or_its_answer_stops()
    {
        client.Wire.Drops().DropsAfter("""[{"id":"us""").Answers(200, "[").Answers(200, "[]");

        var listing = client.Api.ListUsers(new(), Cancellation);
        for (var retry = 0; retry < 3; retry++)
        {
            await client.PassWait();
        }

        using var list = await listing;

        Assert.Equal(
            ["GET /users connection_lost", "GET /users connection_lost", "GET /users unreadable_answer", "GET /users ok"], client.Calls.Seen);
    }

    [Fact]
    public async Task Read_that_is_not_answered_within_ten_seconds_is_tried_again()
    {
        client.Wire.Hangs().Answers(200, "[]");

        var listing = client.Api.ListUsers(new(), Cancellation);
        await client.Wire.Arrival(Cancellation);
        client.Clock.Advance(DeadlineOfTry);
        await client.PassWait();
        using var list = await listing;

        Assert.Equal(["GET /users timed_out", "GET /users ok"], client.Calls.Seen);
    }

    [Fact]
    public async Task All_tries_together_take_no_longer_than_a_minute()
    {
        var slow = TimeSpan.FromSeconds(9);
        using var release = new SemaphoreSlim(0);
        for (var refusal = 0; refusal < 3; refusal++)
        {
            client.Wire.Then(async context =>
            {
                await release.WaitAsync(context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "9";
            });
        }

        client.Wire.Hangs();

        var listing = client.Api.ListUsers(new(), Cancellation);
        for (var refusal = 0; refusal < 3; refusal++)
        {
            await client.Wire.Arrival(Cancellation);
            client.Clock.Advance(slow);
            release.Release();
            client.Clock.Advance(await client.Clock.Waiting(due => due == slow));
        }

        await client.Wire.Arrival(Cancellation);
        client.Clock.Advance(TimeSpan.FromSeconds(60 - (6 * 9)));
        var failure = await Assert.ThrowsAsync<ClerkException>(() => listing);

        Assert.Equal((null, "timed_out", true), (failure.Status, failure.Code, failure.IsTransient));
        Assert.Equal(4, client.Wire.Requests.Count);
    }

    [Fact]
    public async Task Unreachable_clerk_is_a_failure_that_passes_and_nothing_was_done()
    {
        await using var nowhere = await ClerkClient.Start("http://127.0.0.1:1");

        var inviting = nowhere.Commands.CreateInvitation(new("a@b.c"), Cancellation);
        for (var retry = 0; retry < 3; retry++)
        {
            await nowhere.PassWait();
        }

        var refusal = await Assert.ThrowsAsync<ClerkException>(() => inviting);

        Assert.Equal((null, "not_connected", true, false), (refusal.Status, refusal.Code, refusal.IsTransient, refusal.EffectUnknown));
        Assert.Equal(Enumerable.Repeat("POST /invitations not_connected", 4), nowhere.Calls.Seen);
    }

    [Fact]
    public async Task Command_that_may_have_been_done_is_not_repeated()
    {
        client.Wire.Drops().Answers(500, "").Answers(200, "");

        foreach (var code in new[] { "connection_lost", "unknown", "unreadable_answer" })
        {
            var refusal = await Assert.ThrowsAsync<ClerkException>(() => client.Commands.CreateInvitation(new("a@b.c"), Cancellation));
            Assert.Equal((code, true), (refusal.Code, refusal.EffectUnknown));
        }

        Assert.Equal(3, client.Wire.Requests.Count);
    }

    [Fact]
    public async Task Command_that_is_not_answered_in_time_is_not_repeated()
    {
        client.Wire.Hangs();

        var inviting = client.Commands.CreateOrganizationInvitation("org_1", new("a@b.c", "org:member"), Cancellation);
        await client.Wire.Arrival(Cancellation);
        client.Clock.Advance(DeadlineOfTry);
        var refusal = await Assert.ThrowsAsync<ClerkException>(() => inviting);

        Assert.Equal(("timed_out", true), (refusal.Code, refusal.EffectUnknown));
        Assert.Single(client.Wire.Requests);
    }

    [Fact]
    public async Task Membership_that_may_have_been_made_is_not_made_again()
    {
        client.Wire.Answers(503, "");

        var refusal = await Assert.ThrowsAsync<ClerkException>(
            () => client.Commands.CreateMembership("org_1", new("user_1", "org:member"), Cancellation));

        Assert.Equal((503, true), (refusal.Status, refusal.EffectUnknown));
        Assert.Equal(["POST /organizations/{id}/memberships 503"], client.Calls.Seen);
    }

    [Fact]
    public async Task Command_that_clerk_did_not_carry_out_is_repeated()
    {
        client.Wire.Refuses(429, "too_many_requests").Refuses(409, "resource_locked").Answers(200, """{"id":"inv_1"}""");

        var inviting = client.Commands.CreateInvitation(new("a@b.c"), Cancellation);
        await client.PassWait();
        await client.PassWait();

        Assert.Equal("inv_1", (await inviting).Text("id"));
    }

    [Fact]
    public async Task Deletion_and_merge_are_repeated_and_a_lost_deletion_counts_as_none()
    {
        client.Wire.Drops().Refuses(404, "resource_not_found").Answers(503, "").Answers(200, """{"id":"user_1"}""");

        var deleting = client.Commands.DeleteUser("user_1", Cancellation);
        await client.PassWait();
        Assert.False(await deleting);
        var merging = client.Commands.UpdateUserMetadata("user_1", new() { PublicMetadata = [] }, Cancellation);
        await client.PassWait();

        Assert.Equal("user_1", (await merging).Text("id"));
    }

    [Fact]
    public async Task Caller_who_gives_up_gets_no_failure_of_clerk()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        client.Wire.Hangs();

        var listing = client.Api.ListUsers(new(), patience.Token);
        await client.Wire.Arrival(Cancellation);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
    }
}
