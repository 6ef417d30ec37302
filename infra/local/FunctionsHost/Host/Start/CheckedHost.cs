using Microsoft.Extensions.Hosting;

namespace Local.FunctionsHost;

/// <summary>
/// The app's host, which refuses to start when the functions or host.json are wrong. It refuses at start and not when it
/// is built, so that an app which checks its own settings in between has the first word.
/// </summary>
internal sealed class CheckedHost(IHost host, StartProblems problems) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => host.Services;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        problems.ThrowIfAny();
        return host.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    public void Dispose() => host.Dispose();

    public ValueTask DisposeAsync() => ((IAsyncDisposable)host).DisposeAsync();
}
