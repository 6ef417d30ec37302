using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

public static class JsonAnswer
{
    /// <summary>An answer with a JSON body.</summary>
    public static async Task<HttpResponseData> Answer<T>(
        this HttpRequestData request, HttpStatusCode status, T body, JsonTypeInfo<T> json, CancellationToken cancellation)
    {
        var response = request.CreateResponse(status);
        response.Headers.Add("Content-Type", "application/json");
        await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(body, json), cancellation);
        return response;
    }

    /// <summary>An answer with a JSON body that holds for this moment and this caller only.</summary>
    public static async Task<HttpResponseData> AnswerUncached<T>(
        this HttpRequestData request, HttpStatusCode status, T body, JsonTypeInfo<T> json, CancellationToken cancellation)
    {
        var response = await request.Answer(status, body, json, cancellation);
        response.Headers.Add("Cache-Control", "no-store");
        return response;
    }
}
