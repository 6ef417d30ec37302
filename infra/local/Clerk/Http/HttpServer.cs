using System.Buffers;
using System.Globalization;
using Local.Clerk.Api;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Local.Clerk.Http;

/// <summary>Gives the API what comes over a socket, and writes what it answers.</summary>
internal static class HttpServer
{
    /// <summary>Longest body, in bytes; a longer one is refused.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private const int FlushBytes = 64 * 1024;

    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    public static Task<LoopbackServer> StartAsync(ClerkApi api, int port, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(
            "The Clerk simulator", port, MaxBodyBytes, (request, context, aborted) => AnswerAsync(api, request, context, aborted), cancellationToken);

    private static async Task<bool> AnswerAsync(ClerkApi api, LoopbackRequest request, IFeatureCollection context, CancellationToken aborted)
    {
        var response = await api.HandleAsync(request, aborted);
        if (response == ApiResponse.ConnectionClosed)
        {
            return false;
        }

        var http = context.Get<IHttpResponseFeature>()!;
        http.StatusCode = response.Status;

        // Exactly this, without a charset: Clerk's JavaScript SDK takes anything else for text.
        http.Headers.ContentType = response.ContentType;
        http.Headers.ContentLength = response.Pieces().Sum(piece => (long)piece.Length);
        if (response.RetryAfter is { } wait)
        {
            http.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(response, context.Get<IHttpResponseBodyFeature>()!, aborted);
        return true;
    }

    private static async Task WriteAsync(ApiResponse response, IHttpResponseBodyFeature body, CancellationToken aborted)
    {
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
