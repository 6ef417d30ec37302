using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

public sealed class OutageTests : EmulatorTests
{
    [Fact]
    public async Task Send_during_an_outage_fails_as_transient_and_the_same_client_works_after_it()
    {
        await SendAsync("before");
        Emulator.Faults.Outage = true;

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => SendAsync("during"));
        Assert.Equal((ServiceBusFailureReason.ServiceCommunicationProblem, true), (failure.Reason, failure.IsTransient));

        Emulator.Faults.Outage = false;
        await SendAsync("after");
        Assert.Equal(2, Emulator.Counts(Queue).Active);
    }

    [Fact]
    public async Task Waiting_receive_lives_through_an_outage()
    {
        await using var patient = MakeClient(Emulator.ConnectionString, maxRetries: 100);
        var receiver = patient.CreateReceiver(Queue);
        await receiver.PeekMessageAsync(cancellationToken: Ct);
        var waiting = receiver.ReceiveMessageAsync(Soon, Ct);

        Emulator.Faults.Outage = true;
        Emulator.Faults.Outage = false;
        await SendAsync("a");

        Assert.Equal(("a", 1), ((await waiting).MessageId, (await waiting).DeliveryCount));
    }

    [Fact]
    public async Task Broker_that_is_not_there_is_tried_as_often_as_the_options_say()
    {
        var endpoint = await UnusedEndpointAsync();
        await using var client = MakeClient(ConnectionStringOf(endpoint), maxRetries: 2);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(
            () => client.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Ct));

        Assert.Equal((ServiceBusFailureReason.ServiceCommunicationProblem, true), (failure.Reason, failure.IsTransient));
        Assert.Contains(endpoint.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Silent_broker_is_given_up_after_the_try_timeout_of_each_try(int maxRetries)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var tryTimeout = TimeSpan.FromMilliseconds(50);
        await using var client = MakeClient(ConnectionStringOf((IPEndPoint)silent.LocalEndpoint), maxRetries, tryTimeout);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(
            () => client.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Ct));

        Assert.Equal((ServiceBusFailureReason.ServiceTimeout, true), (failure.Reason, failure.IsTransient));
        for (var tries = 0; tries <= maxRetries; tries++)
        {
            Assert.True(silent.Pending());
            (await silent.AcceptTcpClientAsync(Ct)).Dispose();
        }

        Assert.False(silent.Pending());
    }

    [Fact]
    public async Task Send_to_a_silent_broker_can_be_cancelled()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var client = MakeClient(ConnectionStringOf((IPEndPoint)silent.LocalEndpoint), maxRetries: 3);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sending = client.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), cancel.Token);
        using var accepted = await silent.AcceptTcpClientAsync(Ct);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Taken_port_is_named()
    {
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        var port = ((IPEndPoint)taker.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<IOException>(
            () => ServiceBusEmulator.StartAsync(new ServiceBusEmulatorOptions { Port = port }, Ct));

        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_defined_twice_is_refused()
    {
        var options = new ServiceBusEmulatorOptions { Queues = [new QueueDefinition("a"), new QueueDefinition("A")] };

        await Assert.ThrowsAsync<ArgumentException>(() => ServiceBusEmulator.StartAsync(options, Ct));
    }

    private static string ConnectionStringOf(IPEndPoint endpoint) =>
        $"Endpoint=sb://{endpoint};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true";

    private static async Task<IPEndPoint> UnusedEndpointAsync()
    {
        await using var gone = await ServiceBusEmulator.StartAsync(new ServiceBusEmulatorOptions(), Ct);
        var endpoint = new Uri(gone.ConnectionString.Split(';')[0]["Endpoint=".Length..]);
        return new IPEndPoint(IPAddress.Loopback, endpoint.Port);
    }
}
