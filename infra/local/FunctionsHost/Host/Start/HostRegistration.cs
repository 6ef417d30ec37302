using System.Reflection;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

/// <summary>The parts of the host, read from what the app consists of.</summary>
internal static class HostRegistration
{
    /// <summary>How long the real host lets a stop take.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(10);

    /// <param name="app">The assembly whose public types hold the functions.</param>
    /// <param name="problems">Receives everything that must keep the host from starting.</param>
    public static void AddFunctionsHost(
        this IServiceCollection services,
        IHostApplicationBuilder builder,
        Assembly app,
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        StartProblems problems)
    {
        var configuration = builder.Configuration;
        var settings = HostSettings.Read(Path.Combine(builder.Environment.ContentRootPath, "host.json"), configuration, problems);
        var functions = new FunctionCatalog(app.GetExportedTypes(), configuration, settings.Functions, problems);
        var state = HostState.Open(configuration, problems);
        problems.Collect(() => CrossOrigin.Policy(configuration));
        problems.Collect(() => (object)HttpServer.Port(configuration));
        foreach (var connection in functions.All.Select(function => function.Trigger).OfType<ServiceBusTrigger>().Select(trigger => trigger.Connection).Distinct())
        {
            problems.Collect(() => ServiceBusConnection.Open(connection, settings.ClientRetry, configuration));
        }

        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTime);
        services.AddSingleton(settings);
        services.AddSingleton(functions);
        services.AddSingleton(state);
        services.AddSingleton(new HttpRoutes(functions, settings.RoutePrefix, problems));
        services.AddSingleton(HostKeys.Open(configuration, state, problems));
        services.AddSingleton(host => new FunctionInvoker(middleware, settings.FunctionTimeout, Clock(host), host.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(host => new HostStatus(builder.Environment, host.GetRequiredService<IHostApplicationLifetime>(), Clock(host)));
        services.AddSingleton<TimerStatusStore>();
        foreach (var function in functions.All.Where(function => function.Trigger is not HttpTrigger))
        {
            services.AddSingleton(host => Listener(function, host));
        }

        services.AddSingleton<DrainMode>();
        services.AddSingleton<AdminEndpoints>();
        services.AddSingleton<HttpServer>();
        services.AddHostedService<FunctionListeners>();
        services.AddHostedService<ParentWatch>();
    }

    private static FunctionListener Listener(FunctionDescriptor function, IServiceProvider host) => function.Trigger switch
    {
        ServiceBusTrigger trigger => ActivatorUtilities.CreateInstance<ServiceBusListener>(host, function, trigger, () => ServiceBusConnection.Open(
            trigger.Connection, host.GetRequiredService<HostSettings>().ClientRetry, host.GetRequiredService<IConfiguration>()), Clock(host)),
        TimerTrigger trigger => ActivatorUtilities.CreateInstance<TimerListener>(host, function, trigger, Clock(host)),
        _ => throw new InvalidOperationException($"{function.Name} listens to nothing of its own."),
    };

    /// <summary>The app's clock if it has one. None is registered for it: in the real worker it would be missing, too.</summary>
    private static TimeProvider Clock(IServiceProvider host) => host.GetService<TimeProvider>() ?? TimeProvider.System;
}
