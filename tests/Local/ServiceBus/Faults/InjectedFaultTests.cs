using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

public sealed class InjectedFaultTests : EmulatorTests
{
    [Fact]
    public async Task Passing_throttle_is_retried_away()
    {
        Emulator.Faults.Inject(BrokerFault.ServiceBusy, BrokerOperation.Send, times: 3);

        await SendAsync("a");

        Assert.Equal((1, 3), (Emulator.Counts(Queue).Active, Emulator.Faults.Hits(BrokerFault.ServiceBusy)));
    }

    [Theory]
    [InlineData(BrokerFault.ServiceBusy, ServiceBusFailureReason.ServiceBusy)]
    [InlineData(BrokerFault.InternalError, ServiceBusFailureReason.GeneralError)]
    public async Task Lasting_refusal_surfaces_after_the_retries(BrokerFault fault, ServiceBusFailureReason reason)
    {
        Emulator.Faults.Inject(fault, BrokerOperation.Send, times: 5);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => SendAsync("a"));

        Assert.Equal((reason, true), (failure.Reason, failure.IsTransient));
        Assert.Equal((0, 4), (Emulator.Counts(Queue).Active, Emulator.Faults.Hits(fault)));
    }

    [Fact]
    public async Task Send_accepted_but_not_answered_is_repeated_and_the_duplicate_dropped()
    {
        Emulator.Faults.Inject(BrokerFault.AcceptedNotAnswered, BrokerOperation.Send);

        await SendAsync("a");

        var counts = Emulator.Counts(Queue);
        Assert.Equal((1, 1, 1), (counts.Active, counts.TotalDuplicatesDropped, Emulator.Faults.Hits(BrokerFault.AcceptedNotAnswered)));
    }

    [Fact]
    public async Task Completion_accepted_but_not_answered_is_repeated_and_finds_the_lock_gone()
    {
        await SendAsync("a");
        var message = await ReceiveAsync();
        Emulator.Faults.Inject(BrokerFault.AcceptedNotAnswered, BrokerOperation.Complete);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(
            () => Client.CreateReceiver(Queue).CompleteMessageAsync(message, Ct));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, failure.Reason);
        Assert.Equal(1, Emulator.Counts(Queue).TotalCompleted);
    }

    [Fact]
    public async Task Lost_lock_fails_the_settlement_and_delivers_again()
    {
        await SendAsync("a");
        var message = await ReceiveAsync();
        Emulator.Faults.Inject(BrokerFault.LockLost, BrokerOperation.Complete);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(
            () => Client.CreateReceiver(Queue).CompleteMessageAsync(message, Ct));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, failure.Reason);
        Assert.Equal(2, (await ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Completed_message_can_be_made_to_come_again()
    {
        await SendAsync("a");
        Emulator.Faults.Inject(BrokerFault.DeliveredAgain, BrokerOperation.Complete);
        await Client.CreateReceiver(Queue).CompleteMessageAsync(await ReceiveAsync(), Ct);

        var again = await ReceiveAsync();

        Assert.Equal(("a", 2), (again.MessageId, again.DeliveryCount));
    }

    [Fact]
    public async Task Delay_holds_each_request()
    {
        await SendAsync("a");
        Emulator.Faults.Delay = TimeSpan.FromMilliseconds(60);
        var started = Stopwatch.GetTimestamp();

        await SendAsync("b");

        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(50));
        Assert.Equal(2, Emulator.Counts(Queue).Active);
    }

    [Fact]
    public async Task Probability_with_a_seed_gives_the_same_faults_each_time()
    {
        async Task<List<bool>> RunAsync()
        {
            await using var impatient = MakeClient(Emulator.ConnectionString, maxRetries: 0);
            var sender = impatient.CreateSender(Queue);
            Emulator.Faults.Inject(BrokerFault.ServiceBusy, BrokerOperation.Send, probability: 0.5, seed: 42);
            var outcomes = new List<bool>();
            for (var i = 0; i < 30; i++)
            {
                outcomes.Add(await Record.ExceptionAsync(() => sender.SendMessageAsync(new ServiceBusMessage("x"), Ct)) is null);
            }

            Emulator.Faults.Clear();
            return outcomes;
        }

        var first = await RunAsync();

        Assert.Equal(first, await RunAsync());
        Assert.Contains(true, first);
        Assert.Contains(false, first);
    }

    [Fact]
    public void Fault_that_cannot_happen_to_an_operation_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Emulator.Faults.Inject(BrokerFault.LockLost, BrokerOperation.Send));
        Assert.Throws<ArgumentException>(() => Emulator.Faults.Inject(BrokerFault.AcceptedNotAnswered, BrokerOperation.Receive));
        Assert.Throws<ArgumentException>(() => Emulator.Faults.Inject(BrokerFault.ServiceBusy, BrokerOperation.Send, 1.5, 1));
    }
}
