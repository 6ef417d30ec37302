using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

/// <summary>A refusal as RFC 9457 describes it, with a stable <paramref name="Code"/> for programs.</summary>
[Description("A refusal, as RFC 9457 describes it.")]
public sealed record Problem(
    int Status,
    [property: Description("Stable, for programs.")] string Code,
    [property: Description("For people; the same for every refusal of this code.")] string Title,
    [property: Description("What is wrong with this request.")] string? Detail = null)
{
    /// <summary>When trying again may help; becomes the header Retry-After.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How to sign in, of a 401 that signing in would mend; becomes the header WWW-Authenticate.</summary>
    [JsonIgnore]
    public string? Challenge { get; init; }

    /// <summary>Set when it is answered.</summary>
    [Description("Under which the log tells more.")]
    public string? TraceId { get; private init; }

    public async Task<HttpResponseData> Answer(HttpRequestData request, CancellationToken cancellation)
    {
        request.FunctionContext.Features.Set(this);
        var response = request.CreateResponse((HttpStatusCode)Status);
        response.Headers.Add("Content-Type", "application/problem+json");
        response.Headers.Add("Cache-Control", "no-store");
        if (RetryAfter is { } pause)
        {
            response.Headers.Add("Retry-After", Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        if (Challenge is not null)
        {
            response.Headers.Add("WWW-Authenticate", Challenge);
        }

        var traced = this with { TraceId = TraceIdOf(request.FunctionContext) };
        await response.WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(traced, ProblemJson.Default.Problem), cancellation);
        return response;
    }

    /// <summary>Makes it the answer of a call that a middleware does not let through.</summary>
    public async Task End(FunctionContext context) => context.GetInvocationResult().Value = await Answer(
        await context.GetHttpRequestDataAsync() ?? throw new InvalidOperationException("Only a request can be refused."), context.CancellationToken);

    /// <summary>The second part of a traceparent, see https://www.w3.org/TR/trace-context/#traceparent-header.</summary>
    private static string? TraceIdOf(FunctionContext context) =>
        context.TraceContext.TraceParent?.Split('-') is [_, { Length: 32 } id, ..] ? id : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
