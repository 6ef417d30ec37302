using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

/// <summary>Faults that end by themselves, on a clock that moves only when told.</summary>
public sealed class TimedFaultTests
{
    private const string Queue = "orders";
    private readonly ManualClock clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BrokerFault.ServiceBusy)]
    [InlineData(BrokerFault.Outage)]
    public async Task Fault_ends_after_its_time(BrokerFault fault)
    {
        await using var emulator = await ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions { Queues = [new QueueDefinition(Queue)], Clock = clock }, Ct);
        await using var client = new ServiceBusClient(
            emulator.ConnectionString,
            new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0 } });
        var sender = client.CreateSender(Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("before"), Ct);
        emulator.Faults.Apply(new BrokerFaultOrder { Fault = fault, For = TimeSpan.FromMinutes(1) });

        for (var second = 0; second < 60; second += 20)
        {
            Assert.True((await Assert.ThrowsAsync<ServiceBusException>(
                () => sender.SendMessageAsync(new ServiceBusMessage("during"), Ct))).IsTransient);
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        await sender.SendMessageAsync(new ServiceBusMessage("after"), Ct);
        Assert.Equal(2, emulator.Counts(Queue).Active);
        Assert.InRange(emulator.Faults.Hits(fault), 3, 4);
        Assert.Equal((0, false), (emulator.Faults.Count().OrdersInForce, emulator.Faults.Count().Outage));
    }
}
