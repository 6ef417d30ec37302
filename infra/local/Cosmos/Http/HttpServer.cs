using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Local.Cosmos.Gateway;
using Local.Cosmos.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Local.Cosmos.Http;

/// <summary>
/// Kestrel without a host, routing or logging: it shares a small machine with the app under test, and reads no configuration
/// that was meant for the app.
/// </summary>
internal sealed class HttpServer : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly CosmosGateway gateway;
    private readonly KestrelServer kestrel;

    private HttpServer(CosmosGateway gateway, int port)
    {
        this.gateway = gateway;
        var options = new KestrelServerOptions { AddServerHeader = false, Limits = { MaxRequestBodySize = null } };
        options.Listen(IPAddress.Loopback, port);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    public Uri Endpoint => new(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static async Task<HttpServer> StartAsync(CosmosGateway gateway, int port, CancellationToken cancellationToken)
    {
        var server = new HttpServer(gateway, port);
        try
        {
            await server.kestrel.StartAsync(server, cancellationToken);
            return server;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            server.kestrel.Dispose();
            throw new AddressInUseException(
                $"The Cosmos emulator cannot listen on 127.0.0.1:{port}: the port is taken. Stop what uses it, or choose another one.",
                taken);
        }
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var lifetime = context.Get<IHttpRequestLifetimeFeature>()!;
        var request = await ReadAsync(context, lifetime.RequestAborted);
        var response = await gateway.HandleAsync(request, lifetime.RequestAborted);
        if (response == GatewayResponse.ConnectionClosed)
        {
            lifetime.Abort();
            return;
        }

        await WriteAsync(context, response, lifetime.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await kestrel.StopAsync(limit.Token);
        kestrel.Dispose();
    }

    private static async ValueTask<GatewayRequest> ReadAsync(IFeatureCollection context, CancellationToken aborted)
    {
        var http = context.Get<IHttpRequestFeature>()!;
        var body = context.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody
            ? await ReadBodyAsync(context.Get<IRequestBodyPipeFeature>()!.Reader, aborted)
            : [];
        // The raw target: Kestrel's own path is decoded, which loses the difference between %2F and %252F.
        var target = http.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0
            ? new GatewayRequest(http.Method, target, "", http.Headers, body)
            : new GatewayRequest(http.Method, target[..question], target[question..], http.Headers, body);
    }

    /// <summary>Stops reading once the limit is passed; the gateway refuses by the length of what it gets.</summary>
    private static async ValueTask<byte[]> ReadBodyAsync(PipeReader reader, CancellationToken aborted)
    {
        while (true)
        {
            var read = await reader.ReadAsync(aborted);
            if (read.IsCompleted || read.Buffer.Length > Limits.RequestBytes)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task WriteAsync(IFeatureCollection context, GatewayResponse response, CancellationToken aborted)
    {
        var http = context.Get<IHttpResponseFeature>()!;
        http.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            http.Headers[name] = value;
        }

        if (!response.Body.IsEmpty)
        {
            http.Headers.ContentType = "application/json";
            http.Headers.ContentLength = response.Body.Length;
            await context.Get<IHttpResponseBodyFeature>()!.Writer.WriteAsync(response.Body, aborted);
        }
        else if (response.Status is not (204 or 304))
        {
            http.Headers.ContentLength = 0;
        }
    }
}
