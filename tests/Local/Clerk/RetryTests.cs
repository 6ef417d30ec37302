using Local.Clerk;
using Local.Clerk.Webhooks;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>When a delivery that failed is made again.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private static readonly TimeSpan[] Schedule =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    private readonly ManualClock clock = new();
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync(clock);

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public async Task Failed_delivery_is_made_eight_times_on_svixs_schedule(int speed)
    {
        receiver.AnswerStatus(500);
        await using var clerk = await StartAsync(options => options with { RetrySpeed = speed });
        clerk.Directory.CreateUser(new());
        var first = Assert.Single(await receiver.AllAsync(clerk.Simulator));

        foreach (var delay in Schedule)
        {
            clock.Advance(delay / speed - TimeSpan.FromTicks(1));
            Assert.Empty(await receiver.AllAsync(clerk.Simulator));
            clock.Advance(TimeSpan.FromTicks(1));
            var again = Assert.Single(await receiver.AllAsync(clerk.Simulator));
            Assert.Equal(first.Id, again.Id);
            Assert.Equal($"{clock.GetUtcNow().ToUnixTimeSeconds()}", again.Timestamp);
        }

        clock.Advance(TimeSpan.FromDays(30));
        Assert.Empty(await receiver.AllAsync(clerk.Simulator));
        Assert.Equal(
            new ClerkWebhookCounts(Queued: 1, Sent: 8, Delivered: 0, Lost: 0, Duplicated: 0, Failed: 1, Pending: 0),
            clerk.Simulator.Metrics.Webhooks);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(202, true)]
    [InlineData(299, true)]
    [InlineData(302, false)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(410, false)]
    [InlineData(503, false)]
    public async Task Only_a_success_ends_it(int status, bool delivered)
    {
        receiver.AnswerStatus(status);
        await using var clerk = await StartAsync();
        clerk.Directory.CreateUser(new());
        await receiver.AllAsync(clerk.Simulator);

        clock.Advance(Schedule[0]);

        Assert.Equal(delivered ? 0 : 1, (await receiver.AllAsync(clerk.Simulator)).Count);
        Assert.Equal(delivered ? 0 : 1, clerk.Simulator.Metrics.Webhooks.Pending);
    }

    [Fact]
    public async Task Receiver_that_is_not_there_is_tried_again()
    {
        var endpoint = receiver.Endpoint;
        await receiver.DisposeAsync();
        await using var clerk = await StartAsync(options => options with { Endpoints = [endpoint] });
        clerk.Directory.CreateUser(new());
        await clerk.Simulator.WebhooksAtRestAsync();

        clock.Advance(Schedule[0]);
        await clerk.Simulator.WebhooksAtRestAsync();

        Assert.Equal((2, 1), (clerk.Simulator.Metrics.Webhooks.Sent, clerk.Simulator.Metrics.Webhooks.Pending));
    }

    [Fact]
    public async Task Answer_after_fifteen_seconds_comes_too_late_and_the_next_attempt_waits_a_minute()
    {
        receiver.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await using var clerk = await StartAsync();
        clerk.Directory.CreateUser(new());
        var first = await receiver.NextAsync();
        receiver.AnswerStatus(204);

        clock.Advance(RetrySchedule.Timeout);
        Assert.Empty(await receiver.AllAsync(clerk.Simulator));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(await receiver.AllAsync(clerk.Simulator));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first.Id, Assert.Single(await receiver.AllAsync(clerk.Simulator)).Id);
    }

    [Theory]
    [InlineData(false, 1, 5)]
    [InlineData(false, 7, 7)]
    [InlineData(false, 3600, 10)]
    [InlineData(true, null, 60)]
    public void Receiver_may_ask_for_up_to_twice_the_delay(bool overloaded, int? retryAfter, int seconds)
    {
        var schedule = new RetrySchedule(speed: 1, jitter: 0, new Random(1));

        var delay = schedule.Next(attempts: 1, overloaded, retryAfter is { } wanted ? TimeSpan.FromSeconds(wanted) : null);

        Assert.Equal(TimeSpan.FromSeconds(seconds), delay);
    }

    [Fact]
    public async Task Retry_after_of_an_answer_is_read()
    {
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "8";
            return Task.CompletedTask;
        };
        await using var clerk = await StartAsync();
        clerk.Directory.CreateUser(new());
        await receiver.AllAsync(clerk.Simulator);

        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Empty(await receiver.AllAsync(clerk.Simulator));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await receiver.AllAsync(clerk.Simulator));
    }

    [Fact]
    public void Jitter_stays_within_its_share()
    {
        var schedule = new RetrySchedule(speed: 1, jitter: 0.2, new Random(1));

        var delays = Enumerable.Range(0, 1000).Select(_ => schedule.Next(1, overloaded: false, retryAfter: null)!.Value.TotalSeconds).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, 4, 6));
        Assert.True(delays.Max() - delays.Min() > 1.5);
    }

    private Task<RunningClerk> StartAsync(Func<ClerkSimulatorOptions, ClerkSimulatorOptions>? configure = null) => RunningClerk.StartAsync(
        options => (configure ?? (same => same))(options with { Endpoints = [receiver.Endpoint] }), clock);
}
