using Local.Cosmos.Gateway;
using Local.Cosmos.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Local.Cosmos.Http;

/// <summary>Gives the gateway what comes over a socket, and writes what it answers.</summary>
internal static class HttpServer
{
    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static Task<LoopbackServer> StartAsync(CosmosGateway gateway, int port, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(
            "The Cosmos emulator", port, Limits.RequestBytes, (request, context, aborted) => AnswerAsync(gateway, request, context, aborted),
            cancellationToken);

    private static async Task<bool> AnswerAsync(CosmosGateway gateway, LoopbackRequest request, IFeatureCollection context, CancellationToken aborted)
    {
        var response = await gateway.HandleAsync(request, aborted);
        if (response == GatewayResponse.ConnectionClosed)
        {
            return false;
        }

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

        return true;
    }
}
