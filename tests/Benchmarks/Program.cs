using System.CommandLine;
using Serverless.Benchmarks.Emulators;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Micro;
using Serverless.Benchmarks.Reconcile;

var root = new RootCommand("Measures the user store: its hot paths one by one, and the whole of it under load.")
{
    MicroCommand.Create(),
    LoadCommand.Create(),
    EmulatorsCommand.Create(),
    ReconcileCommand.Create(),
};

// After Ctrl-C the servers under load are stopped and their temporary files removed.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
