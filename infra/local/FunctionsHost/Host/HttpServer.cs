using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Local.FunctionsHost;

/// <summary>
/// The HTTP door, Kestrel without a web host. Status codes are those of the real Functions host: 404 without body for an
/// unknown route or a wrong verb, 401 without body for a level that needs a key, 500 without body when a function throws.
/// </summary>
internal sealed class HttpServer : IHttpApplication<HttpContext>, IDisposable
{
    private const int DefaultPort = 7071;

    private readonly HttpRoutes routes;
    private readonly FunctionInvoker invoker;
    private readonly IServiceProvider services;
    private readonly KestrelServer kestrel;
    private readonly int port;

    public HttpServer(
        FunctionCatalog functions,
        FunctionInvoker invoker,
        HostSettings settings,
        IConfiguration configuration,
        IServiceProvider services,
        ILoggerFactory loggers)
    {
        this.invoker = invoker;
        this.services = services;
        routes = new HttpRoutes(functions, settings.RoutePrefix);
        port = configuration.GetValue("LocalHttpPort", DefaultPort);
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            ApplicationServices = services,
            Limits = { MaxRequestBodySize = settings.MaxRequestBodyBytes },
        };
        options.Listen(IPAddress.Loopback, port);
        kestrel = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
    }

    /// <summary>Where the server listens, once started.</summary>
    public Uri Address => new(kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    public async Task Start(CancellationToken cancellation)
    {
        try
        {
            await kestrel.StartAsync(this, cancellation);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new HostStartException($"Port {port} is taken. Choose another with the setting LocalHttpPort.");
        }
    }

    public Task Stop(CancellationToken cancellation) => kestrel.StopAsync(cancellation);

    public void Dispose() => kestrel.Dispose();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context) => Answer(context);

    private async Task Answer(HttpContext http)
    {
        // The only admin address so far; it needs no key and says no more than that the host is up.
        if (http.Request.Path.Equals("/admin/host/ping", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (routes.Match(http.Request) is not { } route)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (((HttpTrigger)route.Function.Trigger).Level != AuthorizationLevel.Anonymous)
        {
            // No keys are issued yet, so none opens a function that asks for one.
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await Invoke(http, route);
    }

    private async Task Invoke(HttpContext http, HttpRoute route)
    {
        if (await WorkerRequest.ReadBody(http.Request) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        string? traceParent = http.Request.Headers.TraceParent;
        await using var invocation = new Invocation(
            route.Function,
            invocation => new WorkerRequest(http.Request, body, invocation),
            route.Values,
            traceParent,
            services,
            http.RequestAborted);
        if (!await invoker.TryInvoke(invocation))
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        else if (invocation.GetInvocationResult().Value is WorkerResponse response)
        {
            await response.Send(http.Response);
        }
    }
}
