using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

/// <summary>A refusal as RFC 9457 describes it, with a stable <paramref name="Code"/> for programs.</summary>
public sealed record Problem(int Status, string Code, string Title, string? Detail = null)
{
    public async Task<HttpResponseData> Answer(HttpRequestData request, CancellationToken cancellation)
    {
        var response = request.CreateResponse((HttpStatusCode)Status);
        response.Headers.Add("Content-Type", "application/problem+json");
        await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(this, ProblemJson.Default.Problem), cancellation);
        return response;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
