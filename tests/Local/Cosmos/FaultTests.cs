using System.Net;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Serverless.Tests.Support;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>Every fault, as the SDK's caller meets it.</summary>
public sealed class FaultTests
{
    private const string Docs = "/colls/users/docs";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throttled_request_is_retried_by_the_sdk_after_the_time_asked()
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();
        var throttled = new FaultAction.Answer(429, 3200, TimeSpan.FromMilliseconds(1));
        var fault = FaultOn(running, throttled, times: 2);

        var created = await running.Users.CreateAsync(item);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(2, fault.Hits);
        Assert.Equal(1, running.Emulator.Metrics.Requests(CosmosOperation.Create));
    }

    [Fact]
    public async Task Throttling_that_does_not_end_reaches_the_caller_with_substatus_and_wait()
    {
        await using var running = await RunningEmulator.StartAsync(
            configure: options => options.MaxRetryAttemptsOnRateLimitedRequests = 1);
        var item = Item.New();
        var throttled = new FaultAction.Answer(429, 3200, TimeSpan.FromMilliseconds(7));
        var fault = FaultOn(running, throttled);

        var failure = await Assert.ThrowsAsync<CosmosException>(() => running.Users.CreateAsync(item));

        Assert.Equal((HttpStatusCode.TooManyRequests, 3200), (failure.StatusCode, failure.SubStatusCode));
        Assert.Equal(TimeSpan.FromMilliseconds(7), failure.RetryAfter);
        Assert.Equal(2, fault.Hits);
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(503, 0)]
    [InlineData(408, 0)]
    [InlineData(412, 1110)]
    [InlineData(404, 1002)]
    public async Task Answer_of_a_fault_reaches_the_caller_and_nothing_is_written(int status, int substatus)
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();
        var fault = FaultOn(running, new FaultAction.Answer(status, substatus));

        var failure = await FailureAsync(running.Users.CreateAsync(item));

        Assert.Equal(((HttpStatusCode)status, substatus), failure);
        Assert.Equal(1, fault.Hits);
        Assert.Equal(HttpStatusCode.NotFound, await ReadStatusAsync(running, item));
    }

    [Fact]
    public async Task Connection_closed_before_handling_leaves_nothing_written()
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();
        var fault = FaultOn(running, new FaultAction.CloseBeforeHandling());

        await Assert.ThrowsAsync<HttpRequestException>(() => running.Users.CreateAsync(item));

        Assert.Equal(1, fault.Hits);
        Assert.Equal(HttpStatusCode.NotFound, await ReadStatusAsync(running, item));
    }

    [Fact]
    public async Task Connection_closed_after_handling_leaves_the_write_done()
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();
        var fault = FaultOn(running, new FaultAction.CloseAfterHandling());

        await Assert.ThrowsAsync<HttpRequestException>(() => running.Users.CreateAsync(item));

        Assert.Equal(1, fault.Hits);
        Assert.Equal(HttpStatusCode.OK, await ReadStatusAsync(running, item));
    }

    [Fact]
    public async Task Connection_faults_are_the_same_through_the_handler()
    {
        await using var emulator = await CosmosEmulator.StartAsync(new(), Cancelled);
        using var http = new HttpClient(emulator.CreateHandler()) { BaseAddress = emulator.Endpoint };
        emulator.Faults.Add(new CosmosFault(new FaultAction.CloseBeforeHandling()) { Times = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/", Cancelled));

        using var answered = await http.GetAsync("/", Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, answered.StatusCode);
    }

    [Fact]
    public async Task Create_committed_but_not_answered_is_a_conflict_for_a_client_that_retries()
    {
        await using var running = await RunningEmulator.StartAsync(configure: options => options.LimitToEndpoint = false);
        var item = Item.New();
        FaultOn(running, new FaultAction.CloseAfterHandling(), times: 1);

        var create = running.Users.CreateAsync(item);

        Assert.Equal((HttpStatusCode.Conflict, 0), await FailureAsync(create));
    }

    [Fact]
    public async Task Delayed_request_is_handled_when_its_time_has_come()
    {
        var clock = new ManualClock();
        await using var running = await RunningEmulator.StartAsync(new CosmosEmulatorOptions { Clock = clock });
        var item = Item.New();
        var fault = FaultOn(running, new FaultAction.Delay(TimeSpan.FromMinutes(1)), times: 1);

        var create = running.Users.CreateAsync(item);
        while (!create.IsCompleted)
        {
            // The request may not have arrived yet; time passes for it only once it has.
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.Created, (await create).StatusCode);
        Assert.Equal(1, fault.Hits);
        Assert.True(clock.GetUtcNow() >= new ManualClock().GetUtcNow() + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Delayed_request_does_not_hold_up_the_end()
    {
        var emulator = await CosmosEmulator.StartAsync(new(), Cancelled);
        using var http = new HttpClient { BaseAddress = emulator.Endpoint };
        var fault = emulator.Faults.Add(new CosmosFault(new FaultAction.Delay(TimeSpan.FromHours(1))));

        var request = http.GetAsync("/", Cancelled);
        while (fault.Hits == 0)
        {
            await Task.Yield();
        }

        await emulator.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task Rule_passes_the_first_requests_and_ends_after_its_times()
    {
        await using var running = await RunningEmulator.StartAsync();
        var fault = running.Emulator.Faults.Add(
            new CosmosFault(new FaultAction.Answer(500)) { Method = "PUT", PathContains = Docs, Skip = 1, Times = 2 });
        var item = Item.New();
        await running.Users.CreateAsync(item);

        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            statuses.Add(await StatusAsync(running.Users.ReplaceAsync(item)));
        }

        Assert.Equal([200, 500, 500, 200], statuses.Select(status => (int)status));
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task First_rule_that_hits_decides_and_cleared_rules_do_nothing()
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();
        var first = running.Emulator.Faults.Add(new CosmosFault(new FaultAction.Answer(500)) { PathContains = Docs, Times = 1 });
        var second = running.Emulator.Faults.Add(new CosmosFault(new FaultAction.Answer(503)) { PathContains = Docs });

        Assert.Equal(HttpStatusCode.InternalServerError, await ReadStatusAsync(running, item));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadStatusAsync(running, item));
        running.Emulator.Faults.Clear();
        Assert.Equal(HttpStatusCode.NotFound, await ReadStatusAsync(running, item));

        Assert.Equal((1, 1), (first.Hits, second.Hits));
    }

    [Theory]
    [InlineData(CosmosOutage.ServiceUnavailable)]
    [InlineData(CosmosOutage.ConnectionsClosed)]
    public async Task Outage_lasts_until_it_is_ended(CosmosOutage outage)
    {
        await using var running = await RunningEmulator.StartAsync();
        var item = Item.New();

        running.Emulator.Faults.Outage = outage;
        var failure = await Record.ExceptionAsync(() => running.Users.CreateAsync(item));
        running.Emulator.Faults.Outage = CosmosOutage.None;

        if (outage == CosmosOutage.ServiceUnavailable)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, Assert.IsType<CosmosException>(failure).StatusCode);
        }
        else
        {
            Assert.IsType<HttpRequestException>(failure);
        }

        Assert.True(running.Emulator.Faults.OutageHits >= 1);
        Assert.Equal(HttpStatusCode.NotFound, await ReadStatusAsync(running, item));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(running.Users.CreateAsync(item)));
    }

    /// <summary>On every create and upsert of an item.</summary>
    private static CosmosFault FaultOn(RunningEmulator running, FaultAction action, int? times = null) =>
        running.Emulator.Faults.Add(new CosmosFault(action) { Method = "POST", PathContains = Docs, Times = times });

    private static Task<HttpStatusCode> ReadStatusAsync(RunningEmulator running, Item item) =>
        StatusAsync(running.Users.ReadAsync(item));
}
