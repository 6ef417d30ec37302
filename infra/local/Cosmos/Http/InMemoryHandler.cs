using System.Net;
using System.Net.Http.Headers;
using Local.Cosmos.Gateway;
using Microsoft.AspNetCore.Http;

namespace Local.Cosmos.Http;

/// <summary>Hands an <see cref="HttpClient"/>'s requests to the gateway without a socket.</summary>
internal sealed class InMemoryHandler(CosmosGateway gateway) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await gateway.HandleAsync(await ReadAsync(request, cancellationToken), cancellationToken);
        return response == GatewayResponse.ConnectionClosed
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before an answer came.")
            : ToMessage(response, request);
    }

    private static async Task<LoopbackRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var headers = new HeaderDictionary { ["Host"] = uri.Authority };
        Copy(request.Headers.NonValidated, headers);
        var body = Array.Empty<byte>();
        if (request.Content is { } content)
        {
            Copy(content.Headers.NonValidated, headers);
            body = await content.ReadAsByteArrayAsync(cancellationToken);
        }

        return new LoopbackRequest(request.Method.Method, uri.AbsolutePath, uri.Query, headers, body);
    }

    private static void Copy(HttpHeadersNonValidated from, HeaderDictionary to)
    {
        foreach (var (name, values) in from)
        {
            to[name] = values.ToString();
        }
    }

    private static HttpResponseMessage ToMessage(GatewayResponse response, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)response.Status)
        {
            RequestMessage = request,
            Content = new ReadOnlyMemoryContent(response.Body),
        };
        foreach (var (name, value) in response.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (!response.Body.IsEmpty)
        {
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }
}
