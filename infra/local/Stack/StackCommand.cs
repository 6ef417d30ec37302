using System.CommandLine;
using System.CommandLine.Parsing;
using Local.Cosmos;
using Local.Stack.Demo;
using Microsoft.AspNetCore.Connections;
using Microsoft.Azure.Cosmos;
using Spectre.Console;

namespace Local.Stack;

/// <summary>The command line: <c>dotnet run --project infra/local/Stack -- --help</c>.</summary>
internal static class StackCommand
{
    private const int Failed = 1;

    public static RootCommand Create()
    {
        var demo = new Option<bool>("--demo") { Description = "Play a story through the real doors on free ports, print what came of it, and exit: 0 if all was as claimed." };
        var state = new Option<string>("--state")
        {
            Description = "Folder in which the emulators keep what they hold.",
            DefaultValueFactory = _ => Path.Combine(StackSettings.PathOf("Root"), ".local"),
        };
        var fresh = new Option<bool>("--fresh") { Description = "Forget what the emulators held." };
        var verbose = new Option<bool>("--verbose") { Description = "Show what the emulators and the app print; beside the story of the demo, on standard error." };
        var app = Port("--app-port", 7071, "Where the app answers HTTP; further instances take the ports after it.");
        var instances = new Option<int>("--instances") { Description = "How many instances of the app share the queues.", DefaultValueFactory = _ => 1 };
        instances.Validators.Add(result => Within(result, "--instances", "a number", 1, 16));
        var serviceBus = Port("--service-bus-port", 5673, "Where the Service Bus emulator listens.");
        var cosmos = Port("--cosmos-port", 8081, "Where the Cosmos DB emulator listens.");
        var clerk = Port("--clerk-port", 8083, "Where the Clerk simulator listens.");
        var control = Port("--control-port", 8082, "Where faults of the emulators are ordered.");

        var root = new RootCommand("Runs the user store on this machine: Service Bus, Cosmos DB and Clerk in one process, the app in another.")
        {
            demo, instances, state, fresh, verbose, app, serviceBus, cosmos, clerk, control,
        };
        root.SetAction((parsed, cancellation) => Explain(async () =>
        {
            // Beside the story, not in it.
            Action<string>? print = !parsed.GetValue(demo) ? Console.WriteLine : parsed.GetValue(verbose) ? Console.Error.WriteLine : null;
            var count = parsed.GetValue(instances);
            if (parsed.GetValue(demo))
            {
                return await PlayDemo(count, print, cancellation);
            }

            var ports = new Ports(
                parsed.GetValue(app), parsed.GetValue(serviceBus), parsed.GetValue(cosmos), parsed.GetValue(clerk), parsed.GetValue(control), count);
            var settings = StackSettings.Read(ports, parsed.GetValue(state));
            if (parsed.GetValue(fresh) && Directory.Exists(settings.StateFolder))
            {
                Directory.Delete(settings.StateFolder, recursive: true);
            }

            return await Run(settings, print, cancellation);
        }));
        root.Add(Send(app));
        root.Add(RunEmulators(app, serviceBus, cosmos, clerk, control));
        root.Add(CreateContainers());
        root.Add(PrintEmulatorConfig());
        return root;
    }

    /// <summary><c>send FILE…</c>: posts recorded events to the running app, signed like the real ones.</summary>
    private static Command Send(Option<int> app)
    {
        var files = new Argument<FileInfo[]>("files") { Description = "Events as Clerk sends them, one JSON file each.", Arity = ArgumentArity.OneOrMore };
        var send = new Command("send", "Sign events and post them to the running app.") { files.AcceptExistingOnly(), app };
        send.SetAction((parsed, cancellation) => Explain(async () =>
        {
            var settings = StackSettings.Read(new Ports(parsed.GetValue(app), 0, 0, 0, 0));
            using var sender = new WebhookSender(settings.WebhookAddress, settings.SigningSecret);
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var (status, body) = await sender.Send(WebhookSender.NewId(), await File.ReadAllTextAsync(file.FullName, cancellation), cancellation);
                Console.WriteLine($"{(int)status} {file.Name} {body}");
            }

            return 0;
        }));
        return send;
    }

    private static Command RunEmulators(Option<int> app, Option<int> serviceBus, Option<int> cosmos, Option<int> clerk, Option<int> control)
    {
        var state = new Option<string?>("--state") { Description = "Folder in which they keep what they hold; in memory only without it." };
        var emulators = new Command("emulators", "Run only the emulators, until standard input closes.") { app, serviceBus, cosmos, clerk, control, state };
        emulators.SetAction((parsed, cancellation) => Explain(async () =>
        {
            var ports = new Ports(
                parsed.GetValue(app), parsed.GetValue(serviceBus), parsed.GetValue(cosmos), parsed.GetValue(clerk), parsed.GetValue(control));
            await RunningStack.RunEmulators(StackSettings.Read(ports, parsed.GetValue(state)), cancellation);
            return 0;
        }));
        return emulators;
    }

    /// <summary><c>create</c>: what the deployment creates in Azure, at another emulator or an account that takes keys.</summary>
    private static Command CreateContainers()
    {
        var endpoint = new Option<string>("--endpoint")
        {
            Description = "Address of Cosmos DB. A certificate of this machine is taken as it is.",
            DefaultValueFactory = _ => "https://localhost:8081/",
        };
        endpoint.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var given) || given.Scheme is not ("https" or "http"))
            {
                result.AddError("--endpoint must be an address, such as https://localhost:8081/.");
            }
        });
        var key = new Option<string>("--key") { Description = "Its key; that of the emulators by default.", DefaultValueFactory = _ => CosmosEmulator.WellKnownKey };
        var database = new Option<string>("--database") { Description = "Name of the database.", DefaultValueFactory = _ => "serverless" };
        var create = new Command("create", "Create the database and its containers where they do not exist. The app creates nothing.") { endpoint, key, database };
        create.SetAction((parsed, cancellation) => Explain(async () =>
        {
            var (where, name) = (new Uri(parsed.GetRequiredValue(endpoint)), parsed.GetRequiredValue(database));
            var options = new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway };
            if (where.IsLoopback)
            {
                options.ServerCertificateCustomValidationCallback = (_, _, _) => true;
            }

            using var client = new CosmosClient(where.ToString(), parsed.GetRequiredValue(key), options);
            await LocalResources.Create(client, name, cancellation);
            Console.WriteLine($"{where} has the database {name} with {string.Join(", ", LocalResources.Containers().Select(it => it.Id))}.");
            return 0;
        }));
        return create;
    }

    /// <summary><c>emulator-config</c>: the file from which Microsoft's Service Bus emulator knows its queues.</summary>
    private static Command PrintEmulatorConfig()
    {
        var print = new Command("emulator-config", "Print what infra/local/service-bus-emulator.json has to hold, for Microsoft's emulator.");
        print.SetAction(_ => Console.Out.Write(VendorsEmulator.Config(LocalResources.Queues)));
        return print;
    }

    private static async Task<int> PlayDemo(int instances, Action<string>? print, CancellationToken cancellation)
    {
        var claims = new DemoClaims(Terminal());
        // Nothing may happen but what the story tells, and the story needs no key to the operators' doors.
        var changed = new Dictionary<string, string>(StackSettings.NoTimers) { ["LocalHostKeys"] = "off" };
        await using var stack = await RunningStack.Start(StackSettings.Read(Ports.Free(instances), changed: changed), print, cancellation);
        await using var view = new DemoView(stack.Settings);
        using var sender = new WebhookSender(stack.Settings.WebhookAddress, stack.Settings.SigningSecret);
        using var client = new DemoClient(stack.Settings);
        using var lost = new LostWebhooks(stack.Settings, client, view, claims);
        await new DemoStory(sender, view, claims).Tell(cancellation);
        await lost.Tell(cancellation);
        await new FirstRequest(client, view, claims).Tell(cancellation);
        await new TwoOrganizations(client, view, claims).Tell(cancellation);
        await new Invited(client, view, claims).Tell(cancellation);
        await stack.StopApps();
        return claims.Verdict() ? 0 : Failed;
    }

    private static async Task<int> Run(StackSettings settings, Action<string>? print, CancellationToken cancellation)
    {
        await using var stack = await RunningStack.Start(settings, print, cancellation);
        var ports = settings.Ports;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("what", "where");
        foreach (var instance in Enumerable.Range(0, ports.Apps.Count))
        {
            var door = stack.Settings.WebhookAddressOf(instance);
            table.AddRow("client API", $"{new Uri(door, "/api/docs")}").AddRow("webhooks", $"POST {door}");
        }

        Terminal().Write(table
            .AddRow("documents", $"http://127.0.0.1:{ports.Cosmos}/_local/{stack.Settings.Values["Cosmos__database"]}/users")
            .AddRow("is all well?", $"http://127.0.0.1:{ports.Apps[0]}/api/ops")
            .AddRow("Cosmos DB", $"http://127.0.0.1:{ports.Cosmos}/")
            .AddRow("Service Bus", $"sb://127.0.0.1:{ports.ServiceBus}")
            .AddRow("Clerk", $"http://127.0.0.1:{ports.Clerk}/_local")
            .AddRow("faults on demand", $"http://127.0.0.1:{ports.Control}/faults"));
        Console.WriteLine("Try, in another terminal:");
        Console.WriteLine($"  curl -d '{{\"email\":\"mara@people.example\",\"firstName\":\"Mara\"}}' http://127.0.0.1:{ports.Clerk}/_local/users");
        Console.WriteLine($"  TOKEN=$(curl -sd '{{\"user\":\"mara@people.example\"}}' http://127.0.0.1:{ports.Clerk}/_local/tokens)");
        Console.WriteLine($"  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:{ports.Apps[0]}/api/me");
        Console.WriteLine($"  curl http://127.0.0.1:{ports.Cosmos}/_local/{stack.Settings.Values["Cosmos__database"]}/users");
        Console.WriteLine("Ctrl-C stops everything.");
        var exit = stack.FirstExit();
        await Task.WhenAny(exit, Task.Delay(Timeout.Infinite, cancellation));
        if (cancellation.IsCancellationRequested)
        {
            await stack.StopApps();
            return 0;
        }

        var ended = await exit;
        throw new StackException($"{ended.Name} ended by itself:{Environment.NewLine}{ended.LastLines()}");
    }

    /// <summary>Colour and the window's width for a person; plain lines, never wrapped, for a file or a pipe.</summary>
    private static IAnsiConsole Terminal()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 200;
        }

        return console;
    }

    private static Option<int> Port(string name, int port, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => port };
        option.Validators.Add(result => Within(result, name, "a port", 1, 65535));
        return option;
    }

    private static void Within(OptionResult result, string name, string kind, int least, int most)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var given) && (given < least || given > most))
        {
            result.AddError($"{name} must be {kind}, {least} to {most}, not {given}.");
        }
    }

    private static async Task<int> Explain(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception told) when (told is StackException or HttpRequestException or IOException or AddressInUseException or CosmosException)
        {
            await Console.Error.WriteLineAsync(told.Message);
            return Failed;
        }
    }
}
