using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Local.Clerk.Api;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Local.Clerk.Http;

/// <summary>
/// Kestrel without a host, routing or logging: it shares a small machine with the app under test, and reads no configuration
/// that was meant for the app.
/// </summary>
internal sealed class HttpServer : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private const int FlushBytes = 64 * 1024;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly ClerkApi api;
    private readonly KestrelServer kestrel;

    private HttpServer(ClerkApi api, int port)
    {
        this.api = api;
        var options = new KestrelServerOptions { AddServerHeader = false, Limits = { MaxRequestBodySize = null } };
        options.Listen(IPAddress.Loopback, port);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    public Uri Address => new(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static async Task<HttpServer> StartAsync(ClerkApi api, int port, CancellationToken cancellationToken)
    {
        var server = new HttpServer(api, port);
        try
        {
            await server.kestrel.StartAsync(server, cancellationToken);
            return server;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            server.kestrel.Dispose();
            throw new AddressInUseException(
                $"The Clerk simulator cannot listen on 127.0.0.1:{port}: the port is taken. Stop what uses it, or choose another one.",
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
        var response = await api.HandleAsync(request, lifetime.RequestAborted);
        if (response == ApiResponse.ConnectionClosed)
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

    private static async ValueTask<ApiRequest> ReadAsync(IFeatureCollection context, CancellationToken aborted)
    {
        var http = context.Get<IHttpRequestFeature>()!;
        var body = context.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody
            ? await ReadBodyAsync(context.Get<IRequestBodyPipeFeature>()!.Reader, aborted)
            : [];
        var target = http.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0
            ? new ApiRequest(http.Method, target, "", http.Headers, body)
            : new ApiRequest(http.Method, target[..question], target[question..], http.Headers, body);
    }

    /// <summary>Stops reading once the limit is passed; the API refuses by the length of what it gets.</summary>
    private static async ValueTask<byte[]> ReadBodyAsync(PipeReader reader, CancellationToken aborted)
    {
        while (true)
        {
            var read = await reader.ReadAsync(aborted);
            if (read.IsCompleted || read.Buffer.Length > ApiRequest.MaxBodyBytes)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task WriteAsync(IFeatureCollection context, ApiResponse response, CancellationToken aborted)
    {
        var http = context.Get<IHttpResponseFeature>()!;
        http.StatusCode = response.Status;
        // Exactly this, without a charset: Clerk's JavaScript SDK takes anything else for text.
        http.Headers.ContentType = response.ContentType;
        http.Headers.ContentLength = response.Pieces().Sum(piece => (long)piece.Length);
        if (response.RetryAfter is { } wait)
        {
            http.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var body = context.Get<IHttpResponseBodyFeature>()!;
        await body.StartAsync(aborted);
        var writer = body.Writer;
        var unflushed = 0;
        foreach (var piece in response.Pieces())
        {
            writer.Write(piece.Span);
            unflushed += piece.Length;
            if (unflushed > FlushBytes)
            {
                await writer.FlushAsync(aborted);
                unflushed = 0;
            }
        }

        await writer.FlushAsync(aborted);
    }
}
