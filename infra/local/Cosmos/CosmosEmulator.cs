using Local.Cosmos.Gateway;
using Local.Cosmos.Http;
using Local.Cosmos.Store;
using Microsoft.AspNetCore.Connections;

namespace Local.Cosmos;

/// <summary>
/// An Azure Cosmos DB account for NoSQL on this machine, for the unmodified Microsoft.Azure.Cosmos SDK in
/// <c>ConnectionMode.Gateway</c>: one partition key range, session consistency, everything in memory. What it does not
/// support it refuses by name. Throughput settings are accepted and not enforced.
/// </summary>
public sealed class CosmosEmulator : IAsyncDisposable
{
    /// <summary>The public key of Microsoft's own emulator ("Use the Azure Cosmos DB emulator"); it protects nothing.</summary>
    public const string WellKnownKey = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    private readonly CosmosGateway gateway;
    private readonly HttpServer server;

    private CosmosEmulator(CosmosGateway gateway, HttpServer server)
    {
        this.gateway = gateway;
        this.server = server;
        Endpoint = server.Endpoint;
    }

    /// <summary><c>http://127.0.0.1:port/</c></summary>
    public Uri Endpoint { get; }

    public string ConnectionString => $"AccountEndpoint={Endpoint};AccountKey={WellKnownKey};";

    public CosmosFaults Faults => gateway.Faults;

    public CosmosMetrics Metrics => gateway.Metrics;

    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static async Task<CosmosEmulator> StartAsync(
        CosmosEmulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var gateway = new CosmosGateway(new CosmosStore(options.Clock), options.Clock, options.VerifySignature);
        return new CosmosEmulator(gateway, await HttpServer.StartAsync(gateway, options.Port, cancellationToken));
    }

    /// <summary>
    /// For <c>CosmosClientOptions.HttpClientFactory</c>: the same requests to the same data without a socket.
    /// </summary>
    public HttpMessageHandler CreateHandler() => new InMemoryHandler(gateway);

    /// <summary>Ends delayed requests without an answer and closes all connections; the data is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        gateway.Dispose();
        await server.DisposeAsync();
    }
}
