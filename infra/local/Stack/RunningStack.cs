namespace Local.Stack;

/// <summary>Emulators in one process, the app in another, as they would be on different machines.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private const string EmulatorsReady = "emulators are ready";

    private readonly ChildProcess emulators;

    private RunningStack(StackSettings settings, ChildProcess emulators, ChildProcess app)
    {
        Settings = settings;
        this.emulators = emulators;
        App = app;
    }

    public StackSettings Settings { get; }

    public ChildProcess App { get; }

    public Task FirstExit => Task.WhenAny(emulators.Exited, App.Exited);

    public static async Task<RunningStack> Start(StackSettings settings, Action<string>? print, CancellationToken cancellation)
    {
        var ports = settings.Ports;
        string[] arguments = ["emulators", "--service-bus-port", $"{ports.ServiceBus}", "--cosmos-port", $"{ports.Cosmos}"];
        var emulators = ChildProcess.Start(
            "The emulators", typeof(RunningStack).Assembly.Location, arguments, settings.Values, EmulatorsReady, print);
        ChildProcess? app = null;
        try
        {
            await emulators.WaitUntilReady(null, cancellation);
            app = ChildProcess.Start("The app", StackSettings.PathOf("FunctionsApp"), [], AppEnvironment(settings), null, print);
            using var http = new HttpClient { BaseAddress = settings.WebhookAddress };
            await app.WaitUntilReady(token => Answers(http, token), cancellation);
            return new RunningStack(settings, emulators, app);
        }
        catch
        {
            await emulators.DisposeAsync();
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Runs the emulators in this process until standard input closes, that is, until the parent is gone.</summary>
    public static async Task RunEmulators(StackSettings settings, CancellationToken cancellation)
    {
        await using var running = await Emulators.Start(settings, cancellation);
        Console.WriteLine(EmulatorsReady);
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await emulators.DisposeAsync();
    }

    private static Dictionary<string, string> AppEnvironment(StackSettings settings) => new(settings.Values)
    {
        ["LocalHostParentProcess"] = $"{Environment.ProcessId}",
    };

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
