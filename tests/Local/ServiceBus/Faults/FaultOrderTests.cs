using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

public sealed class FaultOrderTests : EmulatorTests
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    [Fact]
    public async Task Order_in_json_is_applied_and_counted()
    {
        var order = JsonSerializer.Deserialize<BrokerFaultOrder>(
            """{ "fault": "ServiceBusy", "operation": "Send", "queue": "ORDERS", "skip": 1, "times": 2, "for": "00:05:00" }""", Json)!;
        Emulator.Faults.Apply(order);

        await SendAsync("a");
        Assert.Equal(0, Emulator.Faults.Hits(BrokerFault.ServiceBusy));
        await SendAsync("b");

        Assert.Equal(
            """{"hits":[{"fault":"ServiceBusy","operation":"Send","hits":2}],"ordersInForce":0,"outage":false}""",
            JsonSerializer.Serialize(Emulator.Faults.Count(), Json));
    }

    [Theory]
    [InlineData("""{ "fault": "Nonsense" }""")]
    [InlineData("""{ "operation": "Send" }""")]
    [InlineData("""{ "fault": "ServiceBusy", "operatoin": "Send" }""")]
    public void Order_that_cannot_be_read_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<BrokerFaultOrder>(json, Json));

    [Theory]
    [InlineData("""{ "fault": "LockLost", "operation": "Send" }""", "cannot happen to Send")]
    [InlineData("""{ "fault": "Reordered", "operation": "Peek" }""", "cannot happen to Peek")]
    [InlineData("""{ "fault": "ServiceBusy", "queue": "other" }""", "no queue 'other'")]
    [InlineData("""{ "fault": "ServiceBusy", "times": 0 }""", "Times")]
    [InlineData("""{ "fault": "ServiceBusy", "skip": -1 }""", "Skip")]
    [InlineData("""{ "fault": "ServiceBusy", "probability": 1.1 }""", "probability")]
    [InlineData("""{ "fault": "ServiceBusy", "for": "-00:00:01" }""", "For")]
    [InlineData("""{ "fault": "ServiceBusy", "delay": "00:00:01" }""", "Delay")]
    [InlineData("""{ "fault": "Delayed" }""", "Delay")]
    [InlineData("""{ "fault": "Outage", "queue": "orders" }""", "every queue")]
    [InlineData("""{ "fault": "Outage", "times": 3 }""", "ends after its time")]
    [InlineData("""{ "fault": 99 }""", "no fault 99")]
    public void Order_that_makes_no_sense_is_refused_with_the_reason(string json, string reason)
    {
        var order = JsonSerializer.Deserialize<BrokerFaultOrder>(json, Json)!;

        var refusal = Assert.Throws<ArgumentException>(() => Emulator.Faults.Apply(order));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, Emulator.Faults.Count().OrdersInForce);
    }

    [Fact]
    public async Task Order_without_an_operation_strikes_all_that_it_can_happen_to()
    {
        var order = new BrokerFaultOrder { Fault = BrokerFault.InternalError, Times = 3 };
        Emulator.Faults.Apply(order);
        await SendAsync("a");
        Emulator.Faults.Apply(order with { Times = 1 });
        Emulator.Faults.Apply(new BrokerFaultOrder { Fault = BrokerFault.LockLost });

        var message = await ReceiveAsync();
        await Assert.ThrowsAsync<ServiceBusException>(() => Client.CreateReceiver(Queue).RenewMessageLockAsync(message, Ct));

        Assert.Equal(
            [
                new BrokerFaultHits(BrokerFault.InternalError, BrokerOperation.Receive, 1),
                new BrokerFaultHits(BrokerFault.InternalError, BrokerOperation.Send, 3),
                new BrokerFaultHits(BrokerFault.LockLost, BrokerOperation.RenewLock, 1),
            ],
            Emulator.Faults.Count().Hits);
    }

    [Fact]
    public async Task Delayed_operation_holds_up_no_other()
    {
        Emulator.Faults.Apply(new BrokerFaultOrder
        {
            Fault = BrokerFault.Delayed,
            Operation = BrokerOperation.Send,
            Times = 1,
            Delay = TimeSpan.FromMilliseconds(200),
        });
        var started = Stopwatch.GetTimestamp();
        var slow = SendAsync("slow");

        while (Emulator.Faults.Hits(BrokerFault.Delayed) == 0)
        {
            await Task.Yield();
        }

        await SendAsync("fast");
        Assert.Equal("fast", (await ReceiveAsync()).MessageId);
        await slow;

        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(190));
        Assert.Equal("slow", (await ReceiveAsync()).MessageId);
    }

    [Fact]
    public async Task Cut_connection_is_made_anew_and_the_send_happens_once()
    {
        Emulator.Faults.Inject(BrokerFault.ConnectionCut, BrokerOperation.Send);

        await SendAsync("a");

        var counts = Emulator.Counts(Queue);
        Assert.Equal((1, 0), (counts.TotalEnqueued, counts.TotalDuplicatesDropped));
    }

    [Fact]
    public async Task Silently_accepted_send_times_out_and_is_there()
    {
        await using var hasty = MakeClient(Emulator.ConnectionString, maxRetries: 0, TimeSpan.FromMilliseconds(300));
        var sender = hasty.CreateSender(Queue);
        Emulator.Faults.Inject(BrokerFault.AcceptedSilently, BrokerOperation.Send);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("x"), Ct));

        Assert.Equal((ServiceBusFailureReason.ServiceTimeout, true), (failure.Reason, failure.IsTransient));
        Assert.Equal(1, Emulator.Counts(Queue).Active);
    }

    [Fact]
    public async Task Reordered_receive_takes_the_newest_first()
    {
        foreach (var id in new[] { "1", "2", "3" })
        {
            await SendAsync(id);
        }

        Emulator.Faults.Inject(BrokerFault.Reordered, BrokerOperation.Receive);
        var messages = await Client.CreateReceiver(Queue).ReceiveMessagesAsync(2, Soon, Ct);

        Assert.Equal(["3", "2"], messages.Select(it => it.MessageId));
        Assert.Equal("1", (await ReceiveAsync()).MessageId);
    }

    [Fact]
    public async Task Lock_of_a_deferral_can_be_lost()
    {
        await SendAsync("a");
        var message = await ReceiveAsync();
        Emulator.Faults.Inject(BrokerFault.LockLost, BrokerOperation.Defer);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(
            () => Client.CreateReceiver(Queue).DeferMessageAsync(message, cancellationToken: Ct));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, failure.Reason);
        Assert.Equal(2, (await ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public void Too_many_orders_are_refused()
    {
        var order = new BrokerFaultOrder { Fault = BrokerFault.ServiceBusy };
        for (var i = 0; i < 1000; i++)
        {
            Emulator.Faults.Apply(order);
        }

        Assert.Throws<ArgumentException>(() => Emulator.Faults.Apply(order));
        Emulator.Faults.Clear();
        Emulator.Faults.Apply(order);
    }
}
