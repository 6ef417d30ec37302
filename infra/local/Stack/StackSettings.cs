using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;

namespace Local.Stack;

/// <summary>
/// The settings the app is started with: those of local.settings.sample.json, with the addresses of this run.
/// A variable of the environment wins over the sample, as it does for the real tools.
/// </summary>
internal sealed class StackSettings
{
    private readonly Dictionary<string, string> values;

    private StackSettings(Dictionary<string, string> values, Ports ports, string? stateFolder)
    {
        this.values = values;
        Ports = ports;
        StateFolder = stateFolder;
        values["ServiceBus"] =
            $"Endpoint=sb://127.0.0.1:{ports.ServiceBus};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";
        values["Cosmos__accountEndpoint"] = $"http://127.0.0.1:{ports.Cosmos}/";
        values["CLERK_API_URL"] = $"http://127.0.0.1:{ports.Clerk}";
        values["CLERK_ISSUER"] = values["CLERK_API_URL"];   // the simulator signs as itself
    }

    /// <summary>For a run in which nothing may happen by the clock: timers come due at New Year only.</summary>
    public static IReadOnlyDictionary<string, string> NoTimers { get; } =
        new[] { "RECONCILE_CHANGES_SCHEDULE", "RECONCILE_SWEEP_SCHEDULE", "INVITATIONS_SCHEDULE", "DEAD_LETTERS_SCHEDULE", "STATUS_SCHEDULE" }
            .ToDictionary(name => name, _ => "0 0 0 1 1 *");

    public Ports Ports { get; }

    /// <summary>Where the emulators keep what they hold; null for in memory only.</summary>
    public string? StateFolder { get; }

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>The door of the first instance.</summary>
    public Uri WebhookAddress => WebhookAddressOf(0);

    public Uri WebhookAddressOf(int instance) => new($"http://127.0.0.1:{Ports.Apps[instance]}/api/webhooks/clerk");

    /// <summary>The first of the configured secrets.</summary>
    public string SigningSecret => values["CLERK_WEBHOOK_SIGNING_SECRET"].Split(' ')[0];

    /// <param name="changed">Settings that differ from the sample.</param>
    public static StackSettings Read(Ports ports, string? stateFolder = null, IReadOnlyDictionary<string, string>? changed = null)
    {
        const string section = "Values";
        using var sample = JsonDocument.Parse(File.ReadAllBytes(PathOf("SampleSettings")));
        var values = sample.RootElement.GetProperty(section).EnumerateObject()
            .ToDictionary(setting => setting.Name, setting => Environment.GetEnvironmentVariable(setting.Name) ?? setting.Value.GetString()!);
        foreach (var (name, value) in changed ?? new Dictionary<string, string>())
        {
            values[name] = value;
        }

        return new StackSettings(values, ports, stateFolder);
    }

    /// <summary>A path that the build wrote into this assembly.</summary>
    public static string PathOf(string name) => typeof(StackSettings).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == name).Value!;
}

/// <summary>Where everything listens, on the loopback address; each instance of the app has a port of its own.</summary>
/// <param name="Control">Where faults of the emulators are ordered.</param>
internal sealed record Ports(IReadOnlyList<int> Apps, int ServiceBus, int Cosmos, int Clerk, int Control)
{
    public Ports(int app, int serviceBus, int cosmos, int clerk, int control, int instances = 1)
        : this([.. Enumerable.Range(app, instances)], serviceBus, cosmos, clerk, control)
    {
    }

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Ports that are free at this moment, for a run that should disturb no other.</summary>
    public static Ports Free(int instances = 1) =>
        new([.. Enumerable.Range(0, instances).Select(_ => AnyFree())], AnyFree(), AnyFree(), AnyFree(), AnyFree());

    // Below what systems give to outgoing connections (Linux from 32768, others from 49152), which could take a port between its being
    // looked at here and its being listened on; and never twice in one process, where several runs may start at once.
    private static int AnyFree()
    {
        const int lowest = 20_000;
        const int behind = 32_768;
        while (true)
        {
            var port = Random.Shared.Next(lowest, behind);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
