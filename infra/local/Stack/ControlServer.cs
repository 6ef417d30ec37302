using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Local.Clerk;
using Local.Cosmos;
using Local.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Local.Stack;

/// <summary>
/// Orders faults of the emulators while they run, from the same machine: <c>POST /faults/service-bus</c>,
/// <c>POST /faults/cosmos</c> and <c>POST /faults/clerk</c> take an order, <c>GET /faults</c> says how often each was hit, <c>DELETE /faults</c> ends all.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    private readonly WebApplication server;

    private ControlServer(WebApplication server) => this.server = server;

    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static async Task<ControlServer> Start(
        int port, ServiceBusFaults serviceBus, CosmosFaults cosmos, ClerkFaults clerk, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var server = builder.Build();
        server.MapGet("/faults", () => Answer(StatusCodes.Status200OK, new { ServiceBus = serviceBus.Count(), Cosmos = cosmos.Counters(), Clerk = clerk.Counters() }));
        server.MapPost("/faults/service-bus", request => Apply<BrokerFaultOrder>(request, serviceBus.Apply));
        server.MapPost("/faults/cosmos", request => Apply<CosmosFaultOrder>(request, cosmos.Apply));
        server.MapPost("/faults/clerk", request => Apply<ClerkFaultOrder>(request, clerk.Apply));
        server.MapDelete("/faults", () =>
        {
            serviceBus.Clear();
            cosmos.Clear();
            clerk.Clear();
            return Results.NoContent();
        });
        try
        {
            await server.StartAsync(cancellation);
            return new ControlServer(server);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await server.DisposeAsync();
            throw new AddressInUseException($"The control endpoint cannot listen on 127.0.0.1:{port}: the port is taken.", taken);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task Apply<TOrder>(HttpContext http, Action<TOrder> apply)
    {
        IResult answer;
        try
        {
            var order = await JsonSerializer.DeserializeAsync<TOrder>(http.Request.Body, Json, http.RequestAborted);
            apply(order ?? throw new ArgumentException("An order is a JSON object."));
            answer = Results.NoContent();
        }
        catch (Exception refused) when (refused is JsonException or ArgumentException)
        {
            answer = Answer(StatusCodes.Status400BadRequest, new { Problem = refused.Message });
        }

        await answer.ExecuteAsync(http);
    }

    private static IResult Answer<T>(int status, T body) => Results.Text(JsonSerializer.Serialize(body, Json), "application/json", statusCode: status);
}
