using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Http;

/// <summary>Counts answers of HTTP functions; a refusal by its code.</summary>
public sealed class HttpMetrics(IMeterFactory meters)
{
    private readonly Counter<long> answers = meters.Create(Meters.Name)
        .CreateCounter<long>("http.answers", unit: "{answer}", description: "Answers of HTTP functions, by function, status and code of refusal.");

    /// <param name="code">Of a refusal; null if it is none, which is counted as "none".</param>
    public void Answered(string function, int status, string? code) => answers.Add(
        1,
        new KeyValuePair<string, object?>("function", function),
        new KeyValuePair<string, object?>("status", status),
        new KeyValuePair<string, object?>("code", code ?? "none"));
}
