using System.Net;
using System.Text.Json;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Serverless.Tests.Support;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>Faults as they are ordered from outside, in JSON.</summary>
public sealed class FaultOrderTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public async Task Order_hits_its_operation_alone()
    {
        await using var running = await StartAsync();
        var item = Item.New();

        Apply(running, """{"kind":"Answer","status":500,"operation":"Create"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(running.Users.CreateAsync(item)));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(running.Users.UpsertAsync(item)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(running.Users.ReadAsync(item)));
    }

    [Fact]
    public async Task Seed_makes_chance_repeatable()
    {
        var first = await ChancesAsync(seed: 7);
        var again = await ChancesAsync(seed: 7);
        var other = await ChancesAsync(seed: 8);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(hit => hit), 20, 80);
    }

    [Fact]
    public async Task Rule_ends_when_its_time_is_over()
    {
        await using var running = await StartAsync();
        Apply(running, """{"kind":"Answer","status":503,"operation":"Read","lastsMilliseconds":60000}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(running.Users.ReadAsync(Item.New())));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(running.Users.ReadAsync(Item.New())));
    }

    [Fact]
    public async Task Outage_ends_when_its_time_is_over()
    {
        await using var running = await StartAsync();
        Apply(running, """{"kind":"Outage","outage":"ServiceUnavailable","lastsMilliseconds":60000}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(running.Users.ReadAsync(Item.New())));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(running.Users.ReadAsync(Item.New())));
        Assert.Equal(CosmosOutage.None, running.Emulator.Faults.Outage);
    }

    [Fact]
    public async Task Write_that_timed_out_is_done()
    {
        await using var running = await StartAsync();
        var item = Item.New();
        Apply(running, """{"kind":"AnswerAfterHandling","status":408,"operation":"Create","times":1}""");

        Assert.Equal(HttpStatusCode.RequestTimeout, await StatusAsync(running.Users.CreateAsync(item)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(running.Users.CreateAsync(item)));
    }

    [Fact]
    public async Task Throughput_is_limited_and_comes_back_with_time()
    {
        await using var running = await StartAsync();
        Apply(running, """{"kind":"Throughput","container":"users","requestUnitsPerSecond":10}""");
        await running.Users.CreateAsync(Item.New());
        await running.Users.CreateAsync(Item.New());

        var failure = await Assert.ThrowsAsync<CosmosException>(() => running.Users.CreateAsync(Item.New()));

        Assert.Equal((HttpStatusCode.TooManyRequests, 3200, 0.38), (failure.StatusCode, failure.SubStatusCode, failure.RequestCharge));
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        clock.Advance(failure.RetryAfter!.Value);
        await running.Users.CreateAsync(Item.New());
        Assert.Equal(1, running.Emulator.Faults.Throttled);
    }

    [Fact]
    public async Task Counters_say_how_often_each_was_hit()
    {
        await using var running = await StartAsync();
        Apply(running, """{"kind":"Answer","name":"no reads","status":500,"operation":"Read","times":2}""");
        Apply(running, """{"kind":"CloseBeforeHandling","operation":"Delete"}""");
        for (var read = 0; read < 3; read++)
        {
            await StatusAsync(running.Users.ReadAsync(Item.New()));
        }

        var counters = running.Emulator.Faults.Counters();
        Apply(running, """{"kind":"Clear"}""");

        Assert.Equal(
            """{"outageHits":0,"throttled":0,"rules":[{"name":"no reads","hits":2},{"name":"CloseBeforeHandling","hits":0}]}""",
            JsonSerializer.Serialize(counters, JsonSerializerOptions.Web));
        Assert.Empty(running.Emulator.Faults.Counters().Rules);
    }

    [Theory]
    [InlineData("""{"kind":"Answer"}""")]
    [InlineData("""{"kind":"Answer","status":200}""")]
    [InlineData("""{"kind":"Answer","status":500,"probability":1.5}""")]
    [InlineData("""{"kind":"Answer","status":500,"lastsMilliseconds":0}""")]
    [InlineData("""{"kind":"Answer","status":500,"skip":-1}""")]
    [InlineData("""{"kind":"Delay"}""")]
    [InlineData("""{"kind":"Throughput"}""")]
    [InlineData("""{"kind":"Throughput","container":"users","requestUnitsPerSecond":0}""")]
    public async Task Order_that_makes_no_sense_is_refused_by_name(string json)
    {
        await using var running = await StartAsync();

        var refused = Assert.Throws<ArgumentException>(() => Apply(running, json));

        Assert.Contains("fault order", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<List<bool>> ChancesAsync(int seed)
    {
        await using var running = await RunningEmulator.StartAsync();
        Apply(running, $$"""{"kind":"Answer","status":500,"operation":"Read","probability":0.5,"seed":{{seed}}}""");
        var hits = new List<bool>();
        for (var read = 0; read < 100; read++)
        {
            using var response = await running.Users.ReadItemStreamAsync("u1", new PartitionKey("t1"), cancellationToken: TestContext.Current.CancellationToken);
            hits.Add(response.StatusCode == HttpStatusCode.InternalServerError);
        }

        return hits;
    }

    private Task<RunningEmulator> StartAsync() => RunningEmulator.StartAsync(
        new CosmosEmulatorOptions { Clock = clock }, options => options.MaxRetryAttemptsOnRateLimitedRequests = 0);

    private static void Apply(RunningEmulator running, string json) =>
        running.Emulator.Faults.Apply(JsonSerializer.Deserialize<CosmosFaultOrder>(json, JsonSerializerOptions.Web)!);
}
