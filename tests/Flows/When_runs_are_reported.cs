using System.Net;
using System.Text.Json;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>What the person on call sees of reconciliation, over HTTP.</summary>
public sealed class When_runs_are_reported : IAsyncLifetime
{
    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Sweep_on_demand_is_accepted_and_its_ledger_can_be_read()
    {
        var person = stack.Emulators.Clerk.Directory.CreateUsers(
            1, _ => new NewUser { EmailAddress = "mara@people.example", Since = DateTimeOffset.UtcNow.AddHours(-1) }, announce: false)[0];

        using var accepted = await stack.App.Http.PostAsync("/api/ops/reconcile", null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await stack.RunEnds();

        var ledger = await Json(accepted.Headers.Location!.OriginalString);
        Assert.Equal("done", ledger.GetProperty("run").GetProperty("phase").GetString());
        var repair = Assert.Single(ledger.GetProperty("repairs").EnumerateArray());
        Assert.Equal((person.Id, "missing"), (repair.GetProperty("subject").GetString(), repair.GetProperty("drift").GetString()));
        Assert.StartsWith("usr_", repair.GetProperty("user").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("mara@people.example", ledger.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overview_lists_runs_newest_first_and_by_page()
    {
        await stack.Sweep();
        await stack.LookForChanges();
        await stack.LookForChanges();

        var overview = await Json("/api/ops/reconcile");
        var runs = overview.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(["changes", "changes", "organizations", "sweep"], runs.Select(run => run.GetProperty("kind").GetString()));
        Assert.True(overview.GetProperty("sweptAt").GetInt64() > 0);

        var older = await Json($"/api/ops/reconcile?before={runs[0].GetProperty("startedAt").GetInt64()}");
        Assert.Equal(3, older.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Second_sweep_while_one_is_going_on_is_refused_with_its_name()
    {
        stack.Emulators.Clerk.Faults.Outage = ClerkOutage.ServiceUnavailable;
        using var first = await stack.App.Http.PostAsync("/api/ops/reconcile", null, Cancellation);
        var run = JsonElement.Parse(await first.Content.ReadAsStringAsync(Cancellation)).GetProperty("run").GetString();

        using var second = await stack.App.Http.PostAsync("/api/ops/reconcile", null, Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var problem = JsonElement.Parse(await second.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(("run-going-on", run), (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("/api/ops/reconcile?before=yesterday", 400, "bad-parameter")]
    [InlineData("/api/ops/reconcile?after=repairs-1", 400, "bad-parameter")]
    [InlineData("/api/ops/reconcile/run_00000000000000000000000000", 404, "unknown-run")]
    [InlineData("/api/ops/reconcile/somewhere", 404, "unknown-run")]
    public async Task What_cannot_be_answered_is_named(string path, int status, string code)
    {
        using var answer = await stack.App.Http.GetAsync(path, Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Nobody_without_a_key_sees_or_starts_anything()
    {
        await using var guarded = await TestStack.Start(null, ("LocalHostKeys", "enforce"));
        using var list = await guarded.App.Http.GetAsync("/api/ops/reconcile", Cancellation);
        using var start = await guarded.App.Http.PostAsync("/api/ops/reconcile", null, Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (list.StatusCode, start.StatusCode));
        Assert.Null(await guarded.App.Services.GetRequiredService<RunStore>().FindState(Cancellation));
    }

    private async Task<JsonElement> Json(string path) => JsonElement.Parse(await stack.App.Http.GetStringAsync(path, Cancellation));
}
