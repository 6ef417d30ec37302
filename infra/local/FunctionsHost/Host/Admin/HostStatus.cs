using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Local.FunctionsHost;

/// <summary>What <c>/admin/host/status</c> says of this instance.</summary>
internal sealed class HostStatus(IHostEnvironment app, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private readonly long started = clock.GetTimestamp();
    private readonly string instanceId = Guid.NewGuid().ToString();

    public object Describe() => new
    {
        id = app.ApplicationName.ToLowerInvariant(),
        state = lifetime.ApplicationStopping.IsCancellationRequested ? "Stopping"
            : lifetime.ApplicationStarted.IsCancellationRequested ? "Running"
            : "Starting",
        version = typeof(HostStatus).Assembly.GetName().Version?.ToString(),
        versionDetails = "local Functions host " + typeof(HostStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
        platformVersion = "",
        instanceId,
        computerName = Environment.MachineName,
        processUptime = (long)clock.GetElapsedTime(started).TotalMilliseconds,
        functionAppContentEditingState = "NotAllowed",
    };
}
