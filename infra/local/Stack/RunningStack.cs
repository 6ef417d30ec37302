namespace Local.Stack;

/// <summary>
/// Emulators in one process, each instance of the app in another, as they would be on different machines. Any of them may
/// be killed and started again.
/// </summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private const string EmulatorsReady = "emulators are ready";

    private readonly Action<string>? print;
    private readonly ChildProcess?[] apps;

    private RunningStack(StackSettings settings, Action<string>? print)
    {
        Settings = settings;
        this.print = print;
        apps = new ChildProcess?[settings.Ports.Apps.Count];
    }

    public StackSettings Settings { get; }

    /// <summary>Null while killed.</summary>
    public ChildProcess? Emulators { get; private set; }

    /// <summary>The instances that run, without those that were killed.</summary>
    public IEnumerable<ChildProcess> Apps => apps.OfType<ChildProcess>();

    /// <summary>Ends when any part ended by itself; the result is that part.</summary>
    public async Task<ChildProcess> FirstExit()
    {
        var parts = Apps.Append(Emulators!).ToList();
        var exits = parts.ConvertAll(part => part.Exited);
        return parts[exits.IndexOf(await Task.WhenAny(exits))];
    }

    public static async Task<RunningStack> Start(StackSettings settings, Action<string>? print, CancellationToken cancellation)
    {
        var stack = new RunningStack(settings, print);
        try
        {
            await stack.StartEmulators(cancellation);
            await stack.StartMissingApps(cancellation);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async Task StartEmulators(CancellationToken cancellation)
    {
        var ports = Settings.Ports;
        string[] arguments =
        [
            "emulators", "--service-bus-port", $"{ports.ServiceBus}", "--cosmos-port", $"{ports.Cosmos}",
            "--clerk-port", $"{ports.Clerk}", "--control-port", $"{ports.Control}",
            .. ports.Apps.Take(1).SelectMany(port => new[] { "--app-port", $"{port}" }),
            .. Settings.StateFolder is { } folder ? new[] { "--state", folder } : [],
        ];
        Emulators = ChildProcess.Start(
            "The emulators", typeof(RunningStack).Assembly.Location, arguments, Settings.Values, EmulatorsReady, print);
        await Emulators.WaitUntilReady(null, cancellation);
    }

    /// <summary>Starts every instance that does not run, at the same time.</summary>
    public Task StartMissingApps(CancellationToken cancellation) => Task.WhenAll(
        Enumerable.Range(0, apps.Length).Where(instance => apps[instance] is null).Select(instance => StartApp(instance, cancellation)));

    private async Task StartApp(int instance, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string>(Settings.Values)
        {
            ["LocalHttpPort"] = $"{Settings.Ports.Apps[instance]}",
            ["LocalHostParentProcess"] = $"{Environment.ProcessId}",
        };
        if (Settings.StateFolder is { } folder)
        {
            environment["LocalHostStateFolder"] = Path.Combine(folder, "host");
        }

        if (print is not null)
        {
            // Somebody watches: every decision is worth a line.
            environment["Logging__LogLevel__Serverless"] = "Debug";
        }

        var name = apps.Length == 1 ? "The app" : $"Instance {instance + 1} of the app";
        Action<string>? printInstance = print is null || apps.Length == 1 ? print : line => print($"{instance + 1} | {line}");
        var app = apps[instance] = ChildProcess.Start(name, StackSettings.PathOf("FunctionsApp"), [], environment, null, printInstance);
        using var http = new HttpClient { BaseAddress = Settings.WebhookAddressOf(instance) };
        await app.WaitUntilReady(token => Answers(http, token), cancellation);
    }

    /// <summary>As <c>kill -9</c>: no goodbye, nothing flushed.</summary>
    public async Task KillEmulators()
    {
        await (Emulators?.DisposeAsync() ?? ValueTask.CompletedTask);
        Emulators = null;
    }

    /// <inheritdoc cref="KillEmulators"/>
    public async Task KillApp(int instance)
    {
        await (apps[instance]?.DisposeAsync() ?? ValueTask.CompletedTask);
        apps[instance] = null;
    }

    /// <summary>Lets every instance finish what it has begun.</summary>
    public Task StopApps() => Task.WhenAll(Apps.Select(app => app.Stop()));

    /// <summary>Runs the emulators in this process until standard input closes, that is, until the parent is gone.</summary>
    public static async Task RunEmulators(StackSettings settings, CancellationToken cancellation)
    {
        await using var running = await Local.Stack.Emulators.Start(settings, cancellation);
        Console.WriteLine(EmulatorsReady);
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        for (var instance = 0; instance < apps.Length; instance++)
        {
            await KillApp(instance);
        }

        await KillEmulators();
    }

    private static async Task<bool> Answers(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync("/admin/host/ping", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
