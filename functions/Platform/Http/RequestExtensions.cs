using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

public static class RequestExtensions
{
    /// <summary>
    /// The value of a header as it was sent, or null if there is none. The host joins repeated headers into one value; the validated
    /// ones would be parsed first, and lists such as that of If-Match cut into their parts.
    /// </summary>
    public static string? Header(this HttpRequestData request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The exact bytes of the body, but never more than <paramref name="most"/> of them.</summary>
    public static async Task<byte[]> ReadBody(this HttpRequestData request, int most, CancellationToken cancellation)
    {
        var known = request.Body.CanSeek ? (int)Math.Min(request.Body.Length - request.Body.Position, most) : most;
        var buffer = new byte[known];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return read == buffer.Length ? buffer : buffer[..read];
    }
}
