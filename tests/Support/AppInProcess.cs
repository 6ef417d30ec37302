using System.Diagnostics;
using System.Reflection;
using Local.FunctionsHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.Users;

namespace Serverless.Tests.Support;

/// <summary>
/// The app, started through its own Program.cs in this process: same doors, same wiring, but its services can be looked
/// at and, where a test is about time or retries, replaced. The hosting library announces the builder and the host.
/// </summary>
internal sealed class AppInProcess : IAsyncDisposable
{
    private readonly Task<int> exit;
    private readonly IHost host;

    private AppInProcess(IHost host, Task<int> exit)
    {
        this.host = host;
        this.exit = exit;
        Http = new HttpClient { BaseAddress = host.Services.GetRequiredService<HttpServer>().Address };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => host.Services;

    public static async Task<AppInProcess> Start(
        IEnumerable<KeyValuePair<string, string>> settings, Action<IServiceCollection>? configure = null)
    {
        var arguments = settings
            .Prepend(KeyValuePair.Create("LocalHttpPort", "0"))
            .GroupBy(setting => setting.Key)
            .Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Last().Value}")
            .ToArray();
        var started = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        var exit = Task.Factory.StartNew(() => Run(arguments, configure, started), TaskCreationOptions.LongRunning);
        await Task.WhenAny(started.Task, exit);
        return started.Task.IsCompletedSuccessfully
            ? new AppInProcess(await started.Task, exit)
            : throw new InvalidOperationException($"The app ended with {await exit} before it had started.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await exit;
    }

    private static int Run(string[] arguments, Action<IServiceCollection>? configure, TaskCompletionSource<IHost> started)
    {
        using var listening = DiagnosticListener.AllListeners.Subscribe(new Announcements(configure, started));
        return (int)typeof(UserDocument).Assembly.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null)!;
    }

    /// <summary>Hears of the host that is built on its own thread, and of no other: several apps may start at once.</summary>
    private sealed class Announcements(Action<IServiceCollection>? configure, TaskCompletionSource<IHost> started)
        : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private readonly int thread = Environment.CurrentManagedThreadId;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (Environment.CurrentManagedThreadId != thread)
            {
                return;
            }

            if (value is { Key: "HostBuilding", Value: IHostBuilder builder } && configure is not null)
            {
                builder.ConfigureServices(configure);
            }
            else if (value is { Key: "HostBuilt", Value: IHost host })
            {
                host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => started.TrySetResult(host));
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
