using Local.Cosmos.Durability;
using Local.Cosmos.Gateway;
using Local.Cosmos.Http;
using Local.Cosmos.Store;
using Local.Journal;
using Microsoft.AspNetCore.Connections;

namespace Local.Cosmos;

/// <summary>
/// An Azure Cosmos DB account for NoSQL on this machine, for the unmodified Microsoft.Azure.Cosmos SDK in
/// <c>ConnectionMode.Gateway</c>: one partition key range, session consistency, everything in memory and, if asked, on disk.
/// What it does not support it refuses by name. Throughput settings are accepted and not enforced, see
/// <see cref="CosmosFaults.LimitThroughput"/>.
/// </summary>
public sealed class CosmosEmulator : IAsyncDisposable
{
    /// <summary>The public key of Microsoft's own emulator ("Use the Azure Cosmos DB emulator"); it protects nothing.</summary>
    public const string WellKnownKey = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromMinutes(1);

    private readonly CosmosGateway gateway;
    private readonly LoopbackServer server;
    private readonly StoreJournal? journal;
    private readonly ITimer expiry;

    private CosmosEmulator(CosmosGateway gateway, LoopbackServer server, StoreJournal? journal, ITimer expiry)
    {
        this.gateway = gateway;
        this.server = server;
        this.journal = journal;
        this.expiry = expiry;
        Endpoint = server.Address;
    }

    /// <summary><c>http://127.0.0.1:port/</c></summary>
    public Uri Endpoint { get; }

    public string ConnectionString => $"AccountEndpoint={Endpoint};AccountKey={WellKnownKey};";

    public CosmosFaults Faults => gateway.Faults;

    public CosmosMetrics Metrics => gateway.Metrics;

    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    /// <exception cref="JournalException">The state folder cannot be used, or what is in it is damaged.</exception>
    public static async Task<CosmosEmulator> StartAsync(
        CosmosEmulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = new CosmosStore(options.Clock);
        var journal = options.StateFolder is { } folder ? StoreJournal.Open(folder, store, options.Journal) : null;
        try
        {
            var gateway = new CosmosGateway(store, options.Clock, options.VerifySignature);
            var server = await HttpServer.StartAsync(gateway, options.Port, cancellationToken);
            var expiry = options.Clock.CreateTimer(_ => store.RemoveExpired(), null, ExpiryPeriod, ExpiryPeriod);
            return new CosmosEmulator(gateway, server, journal, expiry);
        }
        catch when (journal is not null)
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// For <c>CosmosClientOptions.HttpClientFactory</c>: the same requests to the same data without a socket.
    /// </summary>
    public HttpMessageHandler CreateHandler() => new InMemoryHandler(gateway);

    /// <summary>Ends delayed requests without an answer and closes all connections; data without a state folder is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        gateway.Dispose();
        await server.DisposeAsync();
        await expiry.DisposeAsync();
        if (journal is not null)
        {
            await journal.DisposeAsync();
        }
    }
}
