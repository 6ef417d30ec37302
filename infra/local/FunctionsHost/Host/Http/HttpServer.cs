using System.Globalization;
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
    private readonly AdminEndpoints admin;
    private readonly HostKeys keys;
    private readonly IServiceProvider services;
    private readonly KestrelServer kestrel;
    private readonly RequestLimits? limits;
    private readonly CrossOrigin? crossOrigin;
    private readonly long maxBody;
    private readonly int port;

    public HttpServer(
        HttpRoutes routes,
        FunctionInvoker invoker,
        AdminEndpoints admin,
        HostKeys keys,
        HostSettings settings,
        IConfiguration configuration,
        IServiceProvider services,
        ILoggerFactory loggers)
    {
        this.routes = routes;
        this.invoker = invoker;
        this.admin = admin;
        this.keys = keys;
        this.services = services;
        maxBody = settings.MaxRequestBodyBytes;
        limits = settings.MaxOutstandingRequests > 0 || settings.MaxConcurrentRequests > 0
            ? new RequestLimits(settings.MaxOutstandingRequests, settings.MaxConcurrentRequests)
            : null;
        crossOrigin = CrossOrigin.From(configuration, loggers);
        port = Port(configuration);
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            ApplicationServices = services,
            Limits = { MaxRequestBodySize = maxBody },
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

    /// <exception cref="HostStartException">The setting is not a port.</exception>
    public static int Port(IConfiguration configuration) =>
        configuration["LocalHttpPort"] is not { } text ? DefaultPort
        : int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= IPEndPoint.MaxPort ? port
        : throw new HostStartException($"LocalHttpPort cannot be \"{text}\", it must be a port, or 0 for any that is free.");

    public void Dispose()
    {
        kestrel.Dispose();
        limits?.Dispose();
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context) => Answer(context);

    private Task Answer(HttpContext http)
    {
        if (crossOrigin?.Answer(http) == true)
        {
            return Task.CompletedTask;
        }

        if (AdminEndpoints.Owns(http.Request.Path))
        {
            return admin.Answer(http);
        }

        if (routes.Match(http.Request) is not { } route
            || (route.Function.IsDisabled && !keys.Open(AuthorizationLevel.Admin, http.Request)))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!keys.Open(((HttpTrigger)route.Function.Trigger).Level, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return limits is null ? Invoke(http, route) : InvokeWithinLimits(http, route, limits);
    }

    private async Task InvokeWithinLimits(HttpContext http, HttpRoute route, RequestLimits limits)
    {
        if (!await limits.TryEnter(http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await Invoke(http, route);
        }
        finally
        {
            limits.Leave();
        }
    }

    private async Task Invoke(HttpContext http, HttpRoute route)
    {
        if (await WorkerRequest.ReadBody(http.Request, maxBody) is not { } body)
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
            http.RequestAborted,
            invoker.Stopping);
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
