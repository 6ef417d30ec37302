using Azure.Messaging.ServiceBus;
using global::Local.FunctionsHost;
using global::Local.ServiceBus;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>An app of probes on the local host, with a broker of its own. Its timers are disabled unless a test asks for one.</summary>
public sealed class ProbeApp : IAsyncLifetime
{
    private readonly IEnumerable<string> settings;
    private readonly TimeProvider clock;
    private readonly ServiceBusEmulator? shared;
    private IHost host = null!;

    public ProbeApp() : this(TimeProvider.System)
    {
    }

    /// <param name="settings">Name=value pairs.</param>
    internal ProbeApp(params IEnumerable<string> settings) : this(TimeProvider.System, settings)
    {
    }

    /// <param name="broker">The broker of another app, or null for one of its own.</param>
    internal ProbeApp(TimeProvider clock, IEnumerable<string>? settings = null, ServiceBusEmulator? broker = null)
    {
        this.clock = clock;
        this.settings = settings ?? [];
        shared = broker;
    }

    public HttpClient Http { get; private set; } = null!;

    public ProbeLog Log { get; } = new();

    public ServiceBusEmulator Broker { get; private set; } = null!;

    public ServiceBusClient Client { get; private set; } = null!;

    internal HostKeys Keys => host.Services.GetRequiredService<HostKeys>();

    public async ValueTask InitializeAsync()
    {
        Broker = shared ?? await ServiceBusEmulator.StartAsync(new ServiceBusEmulatorOptions
        {
            Queues =
            [
                new QueueDefinition(ProbeQueueFunctions.Automatic) { MaxDeliveryCount = 3 },
                new QueueDefinition(ProbeQueueFunctions.Manual) { LockDuration = TimeSpan.FromSeconds(5) },
            ],
        });
        Client = new ServiceBusClient(Broker.ConnectionString);
        string[] own =
        [
            "LocalHttpPort=0", $"ServiceBus={Broker.ConnectionString}", $"ProbeQueue={ProbeQueueFunctions.Automatic}", "ProbeSchedule=0 0 3 * * *",
            .. ProbeTimerFunctions.All.Select(name => $"AzureWebJobs.{name}.Disabled=true"),
        ];
        var app = FunctionsApplication.CreateBuilder([.. own.Concat(settings).Select(setting => "--" + setting)]);
        app.Services.AddSingleton(Log).AddSingleton(clock).AddScoped<ProbeScope>();
        app.UseMiddleware<OuterMiddleware>();
        app.UseMiddleware<InnerMiddleware>();
        host = app.Build();
        await host.StartAsync();
        Http = new HttpClient { BaseAddress = host.Services.GetRequiredService<HttpServer>().Address };
    }

    /// <summary>Stops the host as its process's end would, within so much time.</summary>
    public Task Stop(CancellationToken patience) => host.StopAsync(patience);

    public async ValueTask DisposeAsync()
    {
        Log.Gate.Release(100);
        Http.Dispose();
        await host.StopAsync();
        host.Dispose();
        await Client.DisposeAsync();
        if (shared is null)
        {
            await Broker.DisposeAsync();
        }
    }
}
