using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>Opens every door of the app when the host starts, and closes them, queues first, when it stops.</summary>
internal sealed class FunctionListeners(
    FunctionCatalog functions,
    FunctionInvoker invoker,
    HostSettings settings,
    HttpServer http,
    IConfiguration configuration,
    IServiceProvider services,
    ILoggerFactory loggers) : IHostedService
{
    private readonly ILogger logger = loggers.CreateLogger("Host.Startup");
    private readonly List<ServiceBusListener> listeners = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var function in functions.All)
        {
            if (function.Trigger is ServiceBusTrigger trigger)
            {
                var connection = ServiceBusConnection.Resolve(trigger.Connection, configuration);
                listeners.Add(new ServiceBusListener(function, trigger, connection, invoker, settings, services, loggers));
            }
        }

        await http.Start(cancellationToken);
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        foreach (var function in functions.All)
        {
            logger.FunctionListening(function.Name, function.Trigger.Describe(http.Address, settings.RoutePrefix));
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stopped = Task.WhenAll(listeners.Select(listener => listener.DisposeAsync().AsTask()));
        await stopped.WaitAsync(cancellationToken);
        await http.Stop(cancellationToken);
    }
}

internal static partial class ListenerLog
{
    [LoggerMessage(10, LogLevel.Information, "{Function}: {Trigger}")]
    public static partial void FunctionListening(this ILogger logger, string function, string trigger);
}
