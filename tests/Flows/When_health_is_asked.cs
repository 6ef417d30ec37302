using Local.Cosmos;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_health_is_asked : IAsyncLifetime
{
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Process_that_runs_is_alive() =>
        Assert.Equal((200, "live"), Status(await stack.Nobody().Get("/api/health/live")));

    [Fact]
    public async Task App_that_reaches_store_and_broker_is_ready_and_tells_of_the_last_run()
    {
        await stack.Sweep();

        var report = await stack.Nobody().Get("/api/health/ready");

        Assert.Equal((200, "ready"), Status(report));
        var last = report.Body.GetProperty("lastReconcile");
        Assert.Equal("done", last.GetProperty("phase").GetString());
        Assert.InRange(last.GetProperty("ageSeconds").GetInt64(), 0, 60);
    }

    [Fact]
    public async Task Store_that_is_down_makes_it_not_ready()
    {
        var fault = stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(403)) { PathContains = "/colls/reconciliation" });

        var report = await stack.Nobody().Get("/api/health/ready");

        Assert.True(fault.Hits > 0);
        Assert.Equal((503, "not-ready"), Status(report));
        Assert.Equal(("unreachable", "reachable"), (report["store"], report["broker"]));
    }

    [Fact]
    public async Task Broker_that_is_down_makes_it_not_ready()
    {
        await stack.Emulators.ServiceBus.DisposeAsync();

        var report = await stack.Nobody().Get("/api/health/ready");

        Assert.Equal((503, "not-ready"), Status(report));
        Assert.Equal(("reachable", "unreachable"), (report["store"], report["broker"]));
    }

    [Fact]
    public async Task Many_who_ask_cost_one_look()
    {
        await stack.Nobody().Get("/api/health/ready");
        var cost = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => stack.Nobody().Get("/api/health/ready")));

        Assert.Equal(cost, stack.Emulators.Cosmos.Metrics.TotalRequestUnits);
    }

    private static (int Status, string? Text) Status(ApiAnswer answer) => (answer.Status, answer["status"]);
}
