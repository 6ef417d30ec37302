using Azure.Messaging.ServiceBus;
using global::Local.FunctionsHost;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>A queue gets more of the machine while it uses what it has and the machine has more to give.</summary>
public sealed class DynamicConcurrencyTests
{
    private static readonly DynamicConcurrency Rules = new(Maximum: 3, CpuThreshold: 0.8f);

    [Theory]
    [InlineData(1, 1, 0.1, 2)]
    [InlineData(2, 1, 0.1, 2)]
    [InlineData(3, 3, 0.1, 3)]
    [InlineData(2, 2, 0.9, 1)]
    [InlineData(1, 1, 0.9, 1)]
    public void Limit_follows_use_and_load(int limit, int busiest, double cpu, int next) => Assert.Equal(next, Rules.Next(limit, busiest, cpu));

    [Fact]
    public async Task Smaller_limit_holds_once_messages_in_work_are_done()
    {
        var slots = new CallSlots(3);
        Assert.Equal(3, await slots.Take(CancellationToken.None));

        slots.SetLimit(1);
        slots.GiveBack(2);
        Assert.False(slots.Take(CancellationToken.None).IsCompleted);

        slots.GiveBack(1);
        slots.SetLimit(2);
        Assert.Equal(1, await slots.Take(CancellationToken.None));
    }

    [Fact]
    public async Task Queue_begins_with_one_message_and_gets_more_second_by_second()
    {
        var clock = new ManualClock();
        await using var app = new ProbeApp(clock, ["AzureFunctionsJobHost:concurrency:dynamicConcurrencyEnabled=true"]);
        await app.InitializeAsync();
        await using var sender = app.Client.CreateSender(ProbeQueueFunctions.Automatic);
        await sender.SendMessagesAsync(Enumerable.Repeat(new ServiceBusMessage("wait for the gate"), 3), TestContext.Current.CancellationToken);
        await TestStack.Until(() => InWork() == 1, "the first message");

        Assert.Equal(1, InWork());
        await TestStack.Until(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(2));
                return InWork() == 3;
            },
            "all three in work at once");

        int InWork() => app.Log.Lines.Count(line => line.StartsWith("wait for the gate", StringComparison.Ordinal));
    }
}
