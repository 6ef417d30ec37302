using System.CommandLine;
using System.Globalization;
using Serverless.Benchmarks.Emulators;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Me;
using Serverless.Benchmarks.Micro;
using Serverless.Benchmarks.Reconcile;
using Serverless.Benchmarks.Start;
using Serverless.Benchmarks.Tenants;

// Started by another of its kind; apart from the commands, whose assemblies must not be loaded for it.
if (args is [BareApp.Argument, var port])
{
    await BareApp.Run(int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}

return await Invoke(args);

static Task<int> Invoke(string[] args)
{
    var root = new RootCommand("Measures the user store: its hot paths one by one, the whole of it under load, and its start.")
    {
        MicroCommand.Create(),
        LoadCommand.Create(),
        MeCommand.Create(),
        TenantsCommand.Create(),
        BareKestrelCommand.Create(),
        EmulatorsCommand.Create(),
        ReconcileCommand.Create(),
        StartCommand.Create(),
    };

    // After Ctrl-C the servers under load are stopped and their temporary files removed.
    return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
}
