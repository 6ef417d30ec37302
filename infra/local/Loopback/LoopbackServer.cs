using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Local.Loopback;

/// <summary>Answers a request by writing to its context; false closes the connection instead.</summary>
public delegate Task<bool> LoopbackAnswer(LoopbackRequest request, IFeatureCollection context, CancellationToken aborted);

/// <summary>
/// What an emulator listens with: Kestrel without a host, routing or logging. It shares a small machine with the app under test,
/// and reads no configuration that was meant for the app.
/// </summary>
public sealed class LoopbackServer : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly int maxBodyBytes;
    private readonly LoopbackAnswer answer;
    private readonly KestrelServer kestrel;

    private LoopbackServer(int port, int maxBodyBytes, LoopbackAnswer answer)
    {
        this.maxBodyBytes = maxBodyBytes;
        this.answer = answer;
        var options = new KestrelServerOptions { AddServerHeader = false, Limits = { MaxRequestBodySize = null } };
        options.Listen(IPAddress.Loopback, port);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary><c>http://127.0.0.1:port/</c></summary>
    public Uri Address => new(kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <param name="name">Who listens, as the sentence about a taken port begins.</param>
    /// <param name="port">0 for any free one.</param>
    /// <param name="maxBodyBytes">Reading stops once a body is longer; the answer is to refuse by the length of what it gets.</param>
    /// <param name="answer">Answers every request.</param>
    /// <param name="cancellationToken">Of the start.</param>
    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static async Task<LoopbackServer> StartAsync(
        string name, int port, int maxBodyBytes, LoopbackAnswer answer, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(port, maxBodyBytes, answer);
        try
        {
            await server.kestrel.StartAsync(server, cancellationToken);
            return server;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            server.kestrel.Dispose();
            throw new AddressInUseException(
                $"{name} cannot listen on 127.0.0.1:{port}: the port is taken. Stop what uses it, or choose another one.", taken);
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
        if (!await answer(request, context, lifetime.RequestAborted))
        {
            lifetime.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await kestrel.StopAsync(limit.Token);
        kestrel.Dispose();
    }

    private async ValueTask<LoopbackRequest> ReadAsync(IFeatureCollection context, CancellationToken aborted)
    {
        var http = context.Get<IHttpRequestFeature>()!;
        var body = context.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody
            ? await ReadBodyAsync(context.Get<IRequestBodyPipeFeature>()!.Reader, aborted)
            : [];

        // The raw target: Kestrel's own path is decoded, which loses the difference between %2F and %252F.
        var target = http.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0
            ? new LoopbackRequest(http.Method, target, "", http.Headers, body)
            : new LoopbackRequest(http.Method, target[..question], target[question..], http.Headers, body);
    }

    private async ValueTask<byte[]> ReadBodyAsync(PipeReader reader, CancellationToken aborted)
    {
        while (true)
        {
            var read = await reader.ReadAsync(aborted);
            if (read.IsCompleted || read.Buffer.Length > maxBodyBytes)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
