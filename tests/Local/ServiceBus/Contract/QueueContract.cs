using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

/// <summary>Contract tests share the queues of a real namespace, so they take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ContractTests
{
    public const string Name = "Service Bus contract";
}

/// <summary>
/// What the emulator and the service have in common. Each test has an emulator of its own, or runs against the namespace of
/// SERVICEBUS_CONTRACT_CONNECTION, which must have the queues defined here and nobody else using them. That takes the real client: the
/// stand-in speaks a protocol of its own.
/// </summary>
[Collection(ContractTests.Name)]
public abstract class QueueContract(string queue = QueueContract.Plain) : IAsyncLifetime
{
    protected const string DuplicateDetecting = "contract-duplicates";
    private const string Plain = "contract";

    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(20);

    private static readonly IReadOnlyList<QueueDefinition> Queues =
    [
        new QueueDefinition(Plain) { MaxDeliveryCount = 3, LockDuration = LockDuration },
        new QueueDefinition(DuplicateDetecting)
        {
            DuplicateDetectionWindow = TimeSpan.FromMinutes(10),
            LockDuration = LockDuration,
        },
    ];

    /// <summary>The real package is at version 7.</summary>
    private static readonly bool IsStandIn = typeof(ServiceBusClient).Assembly.GetName().Version is { Major: < 7 };

    private ServiceBusEmulator? emulator;

    /// <summary>Long enough that running out means failure.</summary>
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Long enough to see that nothing comes.</summary>
    protected static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected string QueueName { get; } = queue;

    protected ServiceBusClient Client { get; private set; } = null!;

    protected ServiceBusSender Sender { get; private set; } = null!;

    protected ServiceBusReceiver Receiver { get; private set; } = null!;

    protected ServiceBusReceiver DeadLetters { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = Environment.GetEnvironmentVariable("SERVICEBUS_CONTRACT_CONNECTION");
        Assert.SkipWhen(
            !string.IsNullOrEmpty(connectionString) && IsStandIn,
            "SERVICEBUS_CONTRACT_CONNECTION is set, but the client these tests were built with is the stand-in, which does not speak AMQP.");
        if (string.IsNullOrEmpty(connectionString))
        {
            emulator = await ServiceBusEmulator.StartAsync(new ServiceBusEmulatorOptions { Queues = Queues }, Ct);
            connectionString = emulator.ConnectionString;
        }

        Client = new ServiceBusClient(connectionString);
        Sender = Client.CreateSender(QueueName);
        Receiver = Client.CreateReceiver(QueueName);
        DeadLetters = Client.CreateReceiver(QueueName, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        await EmptyAsync(SubQueue.None);
        await EmptyAsync(SubQueue.DeadLetter);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (emulator is not null)
        {
            await emulator.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected async Task<ServiceBusReceivedMessage> ReceiveAsync() =>
        await Receiver.ReceiveMessageAsync(Soon, Ct) ?? throw new InvalidOperationException("No message came.");

    /// <summary>Removes what an earlier test left, waiting for its locks to end.</summary>
    private async Task EmptyAsync(SubQueue subQueue)
    {
        var options = new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete, SubQueue = subQueue };
        await using var drain = Client.CreateReceiver(QueueName, options);
        while (await drain.PeekMessageAsync(fromSequenceNumber: 0, Ct) is { } message)
        {
            if (message.State == ServiceBusMessageState.Scheduled)
            {
                await Sender.CancelScheduledMessageAsync(message.SequenceNumber, Ct);
            }
            else
            {
                Assert.NotNull(await drain.ReceiveMessageAsync(Soon, Ct));
            }
        }
    }
}
