using Azure.Messaging.ServiceBus;
using global::Local.FunctionsHost;
using global::Local.ServiceBus;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>An app of probes on the local host, with a broker of its own.</summary>
public sealed class ProbeApp : IAsyncLifetime
{
    private IHost host = null!;

    public HttpClient Http { get; private set; } = null!;

    public ProbeLog Log { get; } = new();

    public ServiceBusEmulator Broker { get; private set; } = null!;

    public ServiceBusClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await ServiceBusEmulator.StartAsync(new ServiceBusEmulatorOptions
        {
            Queues =
            [
                new QueueDefinition(ProbeQueueFunctions.Automatic) { MaxDeliveryCount = 3 },
                new QueueDefinition(ProbeQueueFunctions.Manual) { LockDuration = TimeSpan.FromSeconds(5) },
            ],
        });
        Client = new ServiceBusClient(Broker.ConnectionString);
        var app = FunctionsApplication.CreateBuilder(
            ["--LocalHttpPort=0", $"--ServiceBus={Broker.ConnectionString}", $"--ProbeQueue={ProbeQueueFunctions.Automatic}"]);
        app.Services.AddSingleton(Log).AddScoped<ProbeScope>();
        app.UseMiddleware<OuterMiddleware>();
        app.UseMiddleware<InnerMiddleware>();
        host = app.Build();
        await host.StartAsync();
        Http = new HttpClient { BaseAddress = host.Services.GetRequiredService<HttpServer>().Address };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await host.StopAsync();
        host.Dispose();
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
