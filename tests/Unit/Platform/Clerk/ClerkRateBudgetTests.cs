using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Telemetry;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Clerk;

/// <summary>The budget over the real store client, with several instances that start at the same time.</summary>
public sealed class ClerkRateBudgetTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock clock = new();
    private readonly List<ServiceProvider> instances = [];
    private ClerkStore store = null!;

    private CancellationToken Cancellation => store.Cancellation;

    public async ValueTask InitializeAsync() => store = await ClerkStore.Start();

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task Lone_request_costs_one_read_and_one_small_write()
    {
        var budget = Instance(limit: 80);
        await budget.Take(Cancellation);
        clock.Advance(Second);

        using var cost = Cost.Measure();
        await budget.Take(Cancellation);

        Assert.InRange(cost.RequestUnits, 5, 12);
        Assert.Equal(1, (await Stored()).Taken);
    }

    [Fact]
    public async Task Busy_instance_soon_leases_a_second_in_four_writes()
    {
        const int limit = 80;
        var budget = Instance(limit);
        var writes = store.Faults.Add(new CosmosFault(new FaultAction.Delay(TimeSpan.Zero)) { Method = "PUT", PathContains = "/docs" });

        await UseUp();
        var inFirstSecond = writes.Hits;
        clock.Advance(Second);
        await UseUp();

        Assert.InRange(inFirstSecond, 4, 8);
        Assert.Equal(4, writes.Hits - inFirstSecond);
        Assert.Equal(limit, (await Stored()).Taken);

        async Task UseUp()
        {
            for (var request = 0; request < limit; request++)
            {
                await budget.Take(Cancellation);
            }
        }
    }

    [Fact]
    public async Task Instances_together_let_through_what_one_second_allows_and_then_wait_for_the_next()
    {
        const int limit = 40;
        using var passed = new SemaphoreSlim(0);
        var takers = Enumerable.Range(0, 3).Select(_ => Instance(limit))
            .SelectMany(budget => Enumerable.Range(0, limit).Select(_ => Taken(budget)))
            .ToList();

        for (var second = 0; second < 3; second++)
        {
            for (var request = 0; request < limit; request++)
            {
                await Meanwhile(passed.WaitAsync(Cancellation));
            }

            var document = await Stored();
            Assert.Equal((clock.GetUtcNow().ToUnixTimeSeconds(), limit), (document.Second, document.Taken));
            Assert.Equal(0, passed.CurrentCount);
            clock.Advance(Second - TimeSpan.FromMilliseconds(clock.GetUtcNow().Millisecond));
        }

        await Task.WhenAll(takers);

        async Task Taken(ClerkRateBudget budget)
        {
            await budget.Take(Cancellation);
            passed.Release();
        }
    }

    [Fact]
    public async Task Caller_who_gives_up_lets_the_next_one_pass()
    {
        var budget = Instance(limit: 1);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await budget.Take(Cancellation);
        var impatient = budget.Take(patience.Token);
        await clock.Waiting(due => due == Second);
        var patient = budget.Take(Cancellation);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        clock.Advance(await clock.Waiting(due => due == Second));

        await patient;
    }

    [Fact]
    public async Task Document_that_always_changes_first_is_given_up()
    {
        var budget = Instance(limit: 80);
        await budget.Take(Cancellation);
        clock.Advance(Second);
        var conflicts = store.Faults.Add(new CosmosFault(new FaultAction.Answer(412, 0)) { Method = "PUT", PathContains = "/docs" });

        var taking = budget.Take(Cancellation);

        await Assert.ThrowsAsync<WriteContentionException>(() => Meanwhile(taking));
        Assert.Equal(10, conflicts.Hits);
    }

    /// <summary>Lets the short waits between conflicting writes pass until something is done.</summary>
    private async Task Meanwhile(Task done)
    {
        while (await Task.WhenAny(done, clock.Waiting(due => due < TimeSpan.FromMilliseconds(200))) is Task<TimeSpan> backoff)
        {
            clock.Advance(await backoff);
        }

        await done;
    }

    private ClerkRateBudget Instance(int limit)
    {
        var instance = store.Instance(clock, limit);
        instances.Add(instance);
        return instance.GetRequiredService<ClerkRateBudget>();
    }

    private async Task<ClerkRateDocument> Stored() =>
        (await instances[0].GetRequiredService<Documents<ClerkRateDocument>>().Find(ClerkRateDocument.OnlyId, Cancellation))!.Value;
}
