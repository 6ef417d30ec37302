using System.Net;
using System.Text;
using Local.Stack;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Invitations;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Telemetry.Vitals;
using Serverless.Reconciliation;
using Serverless.Users;
using Svix;

namespace Serverless.Tests.Support;

/// <summary>Emulators and app, all in this process, talking to each other over sockets as they do when run.</summary>
internal sealed class TestStack : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StackSettings settings;

    private TestStack(StackSettings settings, Emulators emulators, AppInProcess app)
    {
        this.settings = settings;
        Emulators = emulators;
        App = app;
    }

    public Emulators Emulators { get; }

    public AppInProcess App { get; }

    /// <summary>What the app was started with, but for what a test changed.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings.Values;

    public Uri ControlAddress => new($"http://127.0.0.1:{settings.Ports.Control}/");

    public static Task<TestStack> Start(Action<IServiceCollection>? configure = null, params (string Name, string Value)[] changed) =>
        Start(configure, requestsPer10Seconds: 1000, changed);

    /// <summary>App, broker and store live by a clock of their own.</summary>
    public static Task<TestStack> Start(
        TimeProvider clock, Action<IServiceCollection>? configure = null, params (string Name, string Value)[] changed) => Start(
        services =>
        {
            services.AddSingleton(clock);
            configure?.Invoke(services);
        },
        requestsPer10Seconds: 1000,
        clock,
        changed);

    /// <param name="requestsPer10Seconds">Clerk's limit.</param>
    public static Task<TestStack> Start(
        Action<IServiceCollection>? configure, int requestsPer10Seconds, params (string Name, string Value)[] changed) =>
        Start(configure, requestsPer10Seconds, TimeProvider.System, changed);

    private static async Task<TestStack> Start(
        Action<IServiceCollection>? configure, int requestsPer10Seconds, TimeProvider clock, params (string Name, string Value)[] changed)
    {
        var settings = StackSettings.Read(Ports.Free(), changed: StackSettings.NoTimers);
        var emulators = await Emulators.Start(settings, CancellationToken.None, requestsPer10Seconds, clock);
        var own = new Dictionary<string, string> { ["LocalHttpPort"] = $"{settings.Ports.Apps[0]}", ["LocalHostKeys"] = "off" };
        var app = await AppInProcess.Start(
            settings.Values.Concat(own).Concat(changed.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))),
            services =>
            {
                // Histories and vitals are written at the end, so that they are in nobody's way who counts request units.
                services.AddSingleton(new HeadStart(TimeSpan.Zero)).AddSingleton(new HistoryPace(TimeSpan.FromHours(1)))
                    .AddSingleton(new VitalsPace(TimeSpan.FromHours(1)));
                configure?.Invoke(services);
            });
        return new TestStack(settings, emulators, app);
    }

    /// <summary>Another instance of the app on the same queues and documents.</summary>
    public Task<AppInProcess> StartAnother(params (string Name, string Value)[] changed) =>
        AppInProcess.Start(settings.Values.Concat(changed.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))));

    /// <summary>Posts a body, signed now, as Svix does.</summary>
    public async Task<HttpResponseMessage> Post(string json, string? id = null, string? secret = null)
    {
        id ??= NewId();
        var now = DateTimeOffset.UtcNow;
        using var request = Request(Encoding.UTF8.GetBytes(json));
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", $"{now.ToUnixTimeSeconds()}");
        request.Headers.Add("svix-signature", new Webhook(secret ?? settings.SigningSecret).Sign(id, now, json));
        return await App.Http.SendAsync(request);
    }

    /// <summary>A request to the webhook door without any header of a signature.</summary>
    public static HttpRequestMessage Request(byte[] body) =>
        new(HttpMethod.Post, "/api/webhooks/clerk") { Content = new ByteArrayContent(body) };

    public static string NewId() => $"msg_{Guid.NewGuid():N}";

    /// <summary>Posts and expects it to be accepted.</summary>
    public async Task Accept(string json, string? id = null)
    {
        using var answer = await Post(json, id);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"Answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Waits until every event has been settled for good.</summary>
    public Task Quiet() => Until(
        () => new[] { "user-events", "organization-events", "invitations" }.All(queue => Emulators.ServiceBus.Counts(queue) is { Active: 0, Scheduled: 0 }),
        "the queues to be empty",
        TimeSpan.FromMinutes(1));

    /// <summary>Runs what the timer of changes runs, and waits for what it may have started.</summary>
    public async Task LookForChanges()
    {
        await App.Services.GetRequiredService<Reconciler>().LookForChanges(CancellationToken.None);
        await RunEnds();
    }

    /// <summary>Compares everybody, and then all organizations.</summary>
    public async Task Sweep()
    {
        await App.Services.GetRequiredService<Reconciler>().Sweep(CancellationToken.None);
        await RunEnds();
    }

    public Task RunEnds() => Until(() => Emulators.ServiceBus.Counts("reconcile") is { Active: 0, Scheduled: 0 }, "the run to end", TimeSpan.FromMinutes(2));

    /// <summary>Reports of runs about users, newest first.</summary>
    public async Task<IReadOnlyList<RunDocument>> Runs() => [.. (await AllRuns()).Where(run => !run.IsAboutOrganizations)];

    /// <summary>Reports of runs about organizations, newest first.</summary>
    public async Task<IReadOnlyList<RunDocument>> OrganizationRuns() => [.. (await AllRuns()).Where(run => run.IsAboutOrganizations)];

    /// <summary>Reports of all runs, newest first.</summary>
    public async Task<IReadOnlyList<RunDocument>> AllRuns()
    {
        var runs = new List<RunDocument>();
        await foreach (var run in App.Services.GetRequiredService<RunStore>().Latest(long.MaxValue, 100, CancellationToken.None))
        {
            runs.Add(run.Value);
        }

        return runs;
    }

    /// <summary>The ledger of a run.</summary>
    public async Task<IReadOnlyList<Repair>> Repairs(RunId run)
    {
        var repairs = new List<Repair>();
        await foreach (var part in App.Services.GetRequiredService<RunStore>().Repairs(run, "", 100, CancellationToken.None))
        {
            repairs.AddRange(part.Value.Repairs);
        }

        return repairs;
    }

    public static async Task Until(Func<bool> seen, string what, TimeSpan? patience = null)
    {
        var deadline = DateTimeOffset.UtcNow + (patience ?? Patience);
        while (!seen())
        {
            if (DateTimeOffset.UtcNow > deadline)
            {
                throw new TimeoutException($"Waited too long for {what}.");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>The document of a Clerk user, read past the app's caches, or null.</summary>
    public async Task<Stored<UserDocument>?> User(string clerkId)
    {
        var identity = await App.Services.GetRequiredService<Documents<IdentityDocument>>().Find("clerk|" + clerkId, CancellationToken.None);
        return identity is null
            ? null
            : await App.Services.GetRequiredService<Documents<UserDocument>>().Find(identity.Value.InternalId, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Emulators.DisposeAsync();
    }
}
