using System.Diagnostics.Metrics;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Telemetry.Vitals;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>
/// The app's client of Clerk as the app registers it, between a scripted <see cref="ClerkWire"/>, an emulated store and
/// a clock that stands still.
/// </summary>
internal sealed class ClerkClient : IAsyncDisposable
{
    private readonly ClerkStore store;
    private readonly ServiceProvider services;

    private ClerkClient(ClerkWire wire, ClerkStore store, ManualClock clock, string address, int requestsPerSecond)
    {
        Wire = wire;
        Clock = clock;
        this.store = store;
        services = store.Instance(clock, requestsPerSecond, address);
        Calls = new CallCounter(services.GetRequiredService<IMeterFactory>());
    }

    public ClerkWire Wire { get; }

    public ManualClock Clock { get; }

    public CallCounter Calls { get; }

    public ClerkApi Api => services.GetRequiredService<ClerkApi>();

    public ClerkCommands Commands => services.GetRequiredService<ClerkCommands>();

    public CosmosFaults StoreFaults => store.Faults;

    /// <inheritdoc cref="ClerkStore.Cancellation"/>
    public CancellationToken Cancellation => store.Cancellation;

    /// <param name="address">Another address of Clerk than that of the wire.</param>
    public static async Task<ClerkClient> Start(string? address = null, int requestsPerSecond = 80)
    {
        var wire = await ClerkWire.Start();
        return new ClerkClient(wire, await ClerkStore.Start(), new ManualClock(), address ?? wire.Address.ToString(), requestsPerSecond);
    }

    /// <summary>Lets the wait that the client is in pass, once it is in one: a shorter one than any deadline.</summary>
    /// <returns>How long it was.</returns>
    public async Task<TimeSpan> PassWait()
    {
        var wait = await Clock.Waiting(due => due < TimeSpan.FromSeconds(10));
        Clock.Advance(wait);
        return wait;
    }

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        await services.DisposeAsync();
        await store.DisposeAsync();
        await Wire.DisposeAsync();
    }
}

/// <summary>The store in which the rate budget is kept, and instances of the app that share it.</summary>
internal sealed class ClerkStore : IAsyncDisposable
{
    private readonly CosmosEmulator emulator;
    private readonly CosmosClient cosmos;
    private readonly CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private ClerkStore(CosmosEmulator emulator, CosmosClient cosmos)
    {
        this.emulator = emulator;
        this.cosmos = cosmos;
        patience.CancelAfter(TimeSpan.FromSeconds(30));
    }

    /// <summary>Real time, so that a call that waits for a clock nobody moves fails the test instead of standing still.</summary>
    public CancellationToken Cancellation => patience.Token;

    public CosmosFaults Faults => emulator.Faults;

    public static async Task<ClerkStore> Start()
    {
        var emulator = await CosmosEmulator.StartAsync(new(), CancellationToken.None);
        var cosmos = new CosmosClient(emulator.ConnectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            HttpClientFactory = () => new HttpClient(emulator.CreateHandler()),
            EnableContentResponseOnWrite = false,
        });
        Database database = await cosmos.CreateDatabaseAsync("serverless");
        await database.CreateContainerAsync(new ContainerProperties("state", "/id"));
        return new ClerkStore(emulator, cosmos);
    }

    public ServiceProvider Instance(TimeProvider clock, int requestsPerSecond = 80, string address = "http://127.0.0.1:1")
    {
        var configuration = ASettings.Configuration(
            ("CLERK_SECRET_KEY", "sk_test_a"), ("CLERK_API_URL", address), ("CLERK_REQUESTS_PER_SECOND", $"{requestsPerSecond}"));
        return new ServiceCollection()
            .AddMetrics()
            .AddSingleton(clock)
            .AddSingleton<VitalSigns>()
            .AddSingleton(_ => cosmos)
            .AddSingleton(new CosmosSettings(configuration))
            .AddClerk(configuration)
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        patience.Dispose();
        cosmos.Dispose();
        await emulator.DisposeAsync();
    }
}

/// <summary>What the app counted of its requests to Clerk.</summary>
internal sealed class CallCounter : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly List<string> seen = [];

    public CallCounter(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "clerk.calls" && instrument.Meter.Scope == meters)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (seen)
            {
                seen.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
            }
        });
        listener.Start();
    }

    /// <summary>Endpoint and outcome of each, in order.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (seen)
            {
                return [.. seen];
            }
        }
    }

    public void Dispose() => listener.Dispose();
}
