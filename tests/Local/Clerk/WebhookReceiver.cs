using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Local.Clerk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serverless.Tests.Support;
using Svix;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>An endpoint for webhooks: verifies every delivery, keeps it, and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    private readonly WebApplication server;
    private readonly Channel<Received> received = Channel.CreateUnbounded<Received>();

    private WebhookReceiver(WebApplication server) => this.server = server;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public WebhookEndpoint Endpoint { get; private set; } = new(new Uri("about:blank"), Secret);

    /// <summary>What to answer; 204 by default.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, http) =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    /// <param name="clock">Deliveries must be signed at most five minutes from its time.</param>
    public static async Task<WebhookReceiver> StartAsync(ManualClock clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build());
        receiver.server.MapPost("/webhooks", http => receiver.ReceiveAsync(http, clock));
        await receiver.server.StartAsync(Cancelled);
        receiver.Endpoint = receiver.Endpoint with { Address = new Uri($"{receiver.server.Urls.Single()}/webhooks") };
        return receiver;
    }

    public void AnswerStatus(int status) => Answer = (_, http) =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>The next delivery, waited for if need be.</summary>
    public Task<Received> NextAsync() => received.Reader.ReadAsync(Cancelled).AsTask();

    /// <summary>Everything that arrived and was not taken, once the simulator has nothing to send.</summary>
    public async Task<List<Received>> AllAsync(ClerkSimulator simulator)
    {
        await simulator.WebhooksAtRestAsync().WaitAsync(Cancelled);
        var all = new List<Received>();
        while (received.Reader.TryRead(out var next))
        {
            all.Add(next);
        }

        return all;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http, ManualClock clock)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        new Webhook(Secret, clock).Verify(body, name => http.Request.Headers[name!]);
        var headers = http.Request.Headers;
        var delivery = new Received(
            headers["svix-id"]!,
            headers["svix-timestamp"]!,
            headers["svix-signature"]!,
            http.Request.ContentType,
            JsonDocument.Parse(body).RootElement);
        await received.Writer.WriteAsync(delivery, http.RequestAborted);
        await Answer(delivery, http);
    }
}

/// <summary>A delivery whose signature was right.</summary>
internal sealed record Received(string Id, string Timestamp, string Signature, string? ContentType, JsonElement Event)
{
    public string Type => Event.GetProperty("type").GetString()!;

    public JsonElement Data => Event.GetProperty("data");

    public string DataId => Data.GetProperty("id").GetString()!;
}
