using System.Diagnostics.Metrics;
using System.Globalization;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Clerk;

/// <summary>Counts every request sent to Clerk, each try for itself.</summary>
public sealed class ClerkMetrics(IMeterFactory meters)
{
    private readonly Counter<long> calls = meters.Create(Meters.Name)
        .CreateCounter<long>("clerk.calls", unit: "{request}", description: "Requests to Clerk's Backend API, by endpoint and outcome.");

    internal void Answered(string endpoint) => Count(endpoint, "ok");

    internal void Failed(string endpoint, ClerkException failure) => Count(endpoint, Outcome(failure));

    /// <summary>The status; where there is none, or it was a success, our own code. Both are few.</summary>
    internal static string Outcome(ClerkException failure) =>
        failure.Status is { } status and not 200 ? status.ToString(CultureInfo.InvariantCulture) : failure.Code;

    private void Count(string endpoint, string outcome) => calls.Add(
        1, new KeyValuePair<string, object?>("endpoint", endpoint), new KeyValuePair<string, object?>("outcome", outcome));
}
