using System.Net;
using System.Security.Cryptography;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

/// <summary>Something that is the same for everybody until the next version of the app.</summary>
public sealed class PublicContent(string contentType, byte[] bytes, params (string Name, string Value)[] headers)
{
    // Anybody on the way may keep it for as long as a new version may take to be noticed.
    private const string CacheControl = "public, max-age=300";

    private readonly string etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..16])}\"";

    /// <summary>The content with its tag; or 304 if the caller has it already.</summary>
    public async Task<HttpResponseData> Answer(HttpRequestData request, CancellationToken cancellation)
    {
        var isKnown = request.IfNoneMatchNames(etag);
        var response = request.CreateResponse(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK);
        response.Headers.Add("ETag", etag);
        response.Headers.Add("Cache-Control", CacheControl);
        foreach (var (name, value) in headers)
        {
            response.Headers.Add(name, value);
        }

        if (!isKnown)
        {
            response.Headers.Add("Content-Type", contentType);
            await response.WriteBytesAsync(bytes, cancellation);
        }

        return response;
    }
}
