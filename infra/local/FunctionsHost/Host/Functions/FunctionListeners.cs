using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>Opens every door of the app when the host starts. When it stops, it drains: nothing is begun, what runs may end.</summary>
internal sealed class FunctionListeners(
    FunctionCatalog functions,
    IEnumerable<FunctionListener> listeners,
    FunctionInvoker invoker,
    HostSettings settings,
    HostKeys keys,
    HttpServer http,
    ILoggerFactory loggers) : IHostedService
{
    private readonly ILogger logger = loggers.CreateLogger("Host.Startup");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await http.Start(cancellationToken);
        foreach (var listener in listeners.Where(listener => !listener.Function.IsDisabled))
        {
            listener.Start();
        }

        if (keys.AreEnforced)
        {
            await Console.Out.WriteLineAsync(keys.ForPerson);
        }

        foreach (var function in functions.All)
        {
            logger.FunctionListening(
                function.Name, function.IsDisabled ? "disabled" : function.Trigger.Describe(http.Address, settings.RoutePrefix));
        }
    }

    /// <param name="cancellationToken">Signalled by the host after its shutdown time.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stopped = listeners.Select(listener => listener.Stop(cancellationToken)).ToList();
        await invoker.SignalStop();
        await Task.WhenAll([.. stopped, http.Stop(cancellationToken)]);
    }
}

internal static partial class ListenerLog
{
    [LoggerMessage(10, LogLevel.Information, "{Function}: {Trigger}")]
    public static partial void FunctionListening(this ILogger logger, string function, string trigger);
}
