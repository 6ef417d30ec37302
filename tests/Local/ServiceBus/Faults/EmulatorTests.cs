using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

/// <summary>An emulator of its own for each test, and clients that try again fast.</summary>
public abstract class EmulatorTests : IAsyncLifetime
{
    protected const string Queue = "orders";
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected ServiceBusEmulator Emulator { get; private set; } = null!;

    protected ServiceBusClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Emulator = await ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions
            {
                Queues = [new QueueDefinition(Queue) { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) }],
            },
            Ct);
        Client = MakeClient(Emulator.ConnectionString, maxRetries: 3);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static ServiceBusClient MakeClient(string connectionString, int maxRetries, TimeSpan? tryTimeout = null) => new(
        connectionString,
        new ServiceBusClientOptions
        {
            RetryOptions = new ServiceBusRetryOptions
            {
                Mode = ServiceBusRetryMode.Fixed,
                Delay = TimeSpan.FromMilliseconds(1),
                MaxRetries = maxRetries,
                TryTimeout = tryTimeout ?? Soon,
            },
        });

    protected Task SendAsync(string id) => Client.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage(id) { MessageId = id }, Ct);

    protected Task<ServiceBusReceivedMessage> ReceiveAsync() => Client.CreateReceiver(Queue).ReceiveMessageAsync(Soon, Ct);
}
