using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Serverless.Benchmarks.Start;

/// <summary>What any app on Kestrel pays: the slim builder, one port, 200 to every request. Runs as a process of its own.</summary>
internal static class BareApp
{
    /// <summary>First argument of this program when it is to be that app; the second one is the port.</summary>
    public const string Argument = "bare-app";

    public static Task Run(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(static _ => Task.CompletedTask);
        return app.RunAsync();
    }
}
