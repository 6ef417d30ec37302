using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Serverless.Tests.Support;

/// <summary>A request as it came over the wire; <paramref name="Target"/> is path and query, still escaped.</summary>
internal sealed record WireRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>
/// The other end of the connection to Clerk: a server that answers each request with the next line of a script, and
/// remembers what it was asked. A request beyond the script is refused with a status that nobody retries.
/// </summary>
internal sealed class ClerkWire : IAsyncDisposable
{
    // Real time: only so that a test that waits for what never comes fails instead of standing still.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication server;
    private readonly Queue<Func<HttpContext, Task>> script = new();
    private readonly List<WireRequest> requests = [];
    private readonly Channel<WireRequest> arrivals = Channel.CreateUnbounded<WireRequest>();

    private ClerkWire(WebApplication server) => this.server = server;

    public Uri Address => new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IReadOnlyList<WireRequest> Requests
    {
        get
        {
            lock (script)
            {
                return [.. requests];
            }
        }
    }

    public static async Task<ClerkWire> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls($"http://{IPAddress.Loopback}:0");
        var server = builder.Build();
        var wire = new ClerkWire(server);
        server.Run(wire.Answer);
        await server.StartAsync();
        return wire;
    }

    public ClerkWire Answers(int status, string body, params (string Name, string Value)[] headers) =>
        Answers(status, Encoding.UTF8.GetBytes(body), headers);

    public ClerkWire Answers(int status, byte[] body, params (string Name, string Value)[] headers) => Then(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(body);
    });

    /// <summary>Refuses as Clerk does, with one error.</summary>
    public ClerkWire Refuses(int status, string code, params (string Name, string Value)[] headers) =>
        Answers(status, $$"""{"errors":[{"code":"{{code}}","message":"m"}]}""", headers);

    /// <summary>Takes the request and never answers.</summary>
    public ClerkWire Hangs() => Then(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>Takes the request and closes the connection.</summary>
    public ClerkWire Drops() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Begins a success and closes the connection in the middle of it.</summary>
    public ClerkWire DropsAfter(string beginning) => Then(async context =>
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(beginning));
        await context.Response.Body.FlushAsync();
        context.Abort();
    });

    /// <summary>The next request that has not been waited for yet, once it is there.</summary>
    public Task<WireRequest> Arrival(CancellationToken cancellation) =>
        arrivals.Reader.ReadAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    public ClerkWire Then(Func<HttpContext, Task> answer)
    {
        lock (script)
        {
            script.Enqueue(answer);
        }

        return this;
    }

    private async Task Answer(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var request = new WireRequest(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync());
        Func<HttpContext, Task>? answer;
        lock (script)
        {
            requests.Add(request);
            script.TryDequeue(out answer);
        }

        await arrivals.Writer.WriteAsync(request);
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return;
        }

        await answer(context);
    }
}
