using System.CommandLine;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Micro;

var root = new RootCommand("Measures the user store: its hot paths one by one, and the whole of it under load.")
{
    MicroCommand.Create(),
    LoadCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
