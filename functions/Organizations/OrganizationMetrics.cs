using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Organizations;

/// <summary>Counts what became of facts about organizations and memberships.</summary>
public sealed class OrganizationMetrics(IMeterFactory meters)
{
    private readonly Counter<long> decisions = meters.Create(Meters.Name)
        .CreateCounter<long>(
            "organizations.facts", unit: "{fact}", description: "Facts about organizations and memberships, by what was decided on them.");

    /// <param name="about"><c>organization</c> or <c>membership</c>.</param>
    /// <param name="decision">Its <see cref="Name"/>.</param>
    public void Decided(string about, string decision) => decisions.Add(
        1, new KeyValuePair<string, object?>("about", about), new KeyValuePair<string, object?>("decision", decision));

    public static string Name<TDocument>(MergeDecision<TDocument> decision) => decision switch
    {
        MergeDecision<TDocument>.Create => "created",
        MergeDecision<TDocument>.Replace => "replaced",
        MergeDecision<TDocument>.Duplicate => "ignored-duplicate",
        MergeDecision<TDocument>.Stale => "ignored-stale",
        _ => throw new InvalidOperationException($"No name for {decision.GetType().Name}."),
    };
}
