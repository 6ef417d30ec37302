using Azure.Messaging.ServiceBus;
using Local.ServiceBus;
using Serverless.Tests.Local.Journal;

namespace Serverless.Tests.Local.ServiceBus.Durability;

/// <summary>The emulator in a process of its own, with its state in a folder.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    public const string Queue = "orders";
    private readonly ChildProcess process;

    private BrokerProcess(ChildProcess process, string connectionString)
    {
        this.process = process;

        // One try only: a lost answer must not be papered over by a repeat.
        Client = new ServiceBusClient(
            connectionString,
            new ServiceBusClientOptions
            {
                RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(20) },
            });
    }

    public ServiceBusClient Client { get; }

    public static async Task<BrokerProcess> StartAsync(string folder, CancellationToken ct)
    {
        var process = ChildProcess.Start(nameof(BrokerProcess), folder);
        return new BrokerProcess(
            process, await process.ReadLineAsync(ct) ?? throw new InvalidOperationException("The broker did not start."));
    }

    /// <summary>What the other process does.</summary>
    public static void Run(string folder)
    {
        var options = new ServiceBusEmulatorOptions { Queues = [new QueueDefinition(Queue)], StateFolder = folder };
        var emulator = ServiceBusEmulator.StartAsync(options).GetAwaiter().GetResult();
        Console.WriteLine(emulator.ConnectionString);

        // Until the tests are gone: whoever kills them does not kill this.
        Console.In.ReadToEnd();
    }

    public Task LimitFilesAsync(long bytes, CancellationToken ct) => process.LimitFilesAsync(bytes, ct);

    public async Task KillAsync(CancellationToken ct) => await process.KillAsync(ct);

    public async ValueTask DisposeAsync()
    {
        process.Dispose();
        await Client.DisposeAsync();
    }
}
