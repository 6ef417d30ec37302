using System.Diagnostics.Metrics;
using System.Globalization;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Clerk;

/// <summary>Counts every request sent to Clerk, each try for itself.</summary>
public sealed class ClerkMetrics(IMeterFactory meters)
{
    private readonly Counter<long> calls = meters.Create(Meters.Name)
        .CreateCounter<long>("clerk.calls", description: "Requests to Clerk's Backend API, by endpoint and outcome.");

    internal void Answered(string endpoint) => Count(endpoint, "ok");

    /// <summary>The outcome is the status; where there is none, or it was a success, our own code. Both are few.</summary>
    internal void Failed(string endpoint, ClerkException failure) => Count(
        endpoint, failure.Status is { } status and not 200 ? status.ToString(CultureInfo.InvariantCulture) : failure.Code);

    private void Count(string endpoint, string outcome) => calls.Add(
        1, new KeyValuePair<string, object?>("endpoint", endpoint), new KeyValuePair<string, object?>("outcome", outcome));
}
