using Local.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>Webhooks that are lost, come twice, late or in another order.</summary>
public sealed class WebhookFaultTests : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync(clock);

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    public async Task Lost_webhook_never_comes()
    {
        await using var clerk = await StartAsync();
        Order(clerk, new ClerkFaultOrder { Kind = ClerkFaultKind.DropWebhook, EventType = "user.deleted" });
        clerk.Directory.DeleteUser(clerk.Directory.CreateUser(new()).Id);

        clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal("user.created", Assert.Single(await receiver.AllAsync(clerk.Simulator)).Type);
        Assert.Equal((2, 1, 1, 0), Counts(clerk));
    }

    [Fact]
    public async Task Duplicate_has_the_same_id_and_body()
    {
        await using var clerk = await StartAsync();
        Order(clerk, new ClerkFaultOrder { Kind = ClerkFaultKind.DuplicateWebhook });
        clerk.Directory.CreateUser(new());

        var both = await receiver.AllAsync(clerk.Simulator);

        Assert.Equal(2, both.Count);
        Assert.Equal((both[0].Id, both[0].Event.GetRawText()), (both[1].Id, both[1].Event.GetRawText()));
        Assert.Equal((1, 2, 0, 1), Counts(clerk));
    }

    [Fact]
    public async Task Delayed_webhook_comes_when_its_time_has_passed()
    {
        await using var clerk = await StartAsync();
        Order(clerk, new ClerkFaultOrder { Kind = ClerkFaultKind.DelayWebhook, DelayMilliseconds = 60_000, Times = 1 });
        var late = clerk.Directory.CreateUser(new());
        var prompt = clerk.Directory.CreateUser(new());

        Assert.Equal(prompt.Id, Assert.Single(await receiver.AllAsync(clerk.Simulator)).DataId);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(late.Id, Assert.Single(await receiver.AllAsync(clerk.Simulator)).DataId);
    }

    [Fact]
    public async Task Reordered_webhooks_all_come_but_not_as_they_were_sent()
    {
        await using var clerk = await StartAsync();
        Order(clerk, new ClerkFaultOrder { Kind = ClerkFaultKind.ReorderWebhook, DelayMilliseconds = 20_000, Seed = 3 });
        var sent = clerk.Directory.CreateUsers(20).Select(user => user.Id).ToList();

        var arrived = new List<string>();
        for (var second = 0; second <= 20; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            arrived.AddRange((await receiver.AllAsync(clerk.Simulator)).Select(each => each.DataId));
        }

        Assert.NotEqual(sent, arrived);
        Assert.Equal(sent.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Seed_makes_chance_repeatable()
    {
        var first = await LostAsync(seed: 7);

        Assert.Equal(first, await LostAsync(seed: 7));
        Assert.NotEqual(first, await LostAsync(seed: 8));
        Assert.InRange(first.Count(lost => lost), 20, 80);
    }

    private async Task<List<bool>> LostAsync(int seed)
    {
        await using var clerk = await StartAsync();
        Order(clerk, new ClerkFaultOrder { Kind = ClerkFaultKind.DropWebhook, Probability = 0.5, Seed = seed });
        var sent = clerk.Directory.CreateUsers(100).Select(user => user.Id).ToList();
        var arrived = (await receiver.AllAsync(clerk.Simulator)).Select(each => each.DataId).ToHashSet();
        return [.. sent.Select(id => !arrived.Contains(id))];
    }

    private static void Order(RunningClerk clerk, ClerkFaultOrder order) => clerk.Simulator.Faults.Apply(order);

    private static (long Queued, long Delivered, long Lost, long Duplicated) Counts(RunningClerk clerk)
    {
        var counts = clerk.Simulator.Metrics.Webhooks;
        return (counts.Queued, counts.Delivered, counts.Lost, counts.Duplicated);
    }

    private Task<RunningClerk> StartAsync() => RunningClerk.StartAsync(options => options with { Endpoints = [receiver.Endpoint] }, clock);
}
