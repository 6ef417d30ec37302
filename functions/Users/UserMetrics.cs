using System.Diagnostics.Metrics;
using Serverless.Platform.Telemetry;

namespace Serverless.Users;

/// <summary>Counts what became of facts about users.</summary>
public sealed class UserMetrics(IMeterFactory meters)
{
    private readonly Counter<long> decisions = meters.Create(Meters.Name)
        .CreateCounter<long>("users.facts", unit: "{fact}", description: "Facts about users, by what was decided on them.");

    /// <param name="decision">Its <see cref="Name"/>.</param>
    public void Decided(string decision) => decisions.Add(1, new KeyValuePair<string, object?>("decision", decision));

    public static string Name(UserDecision decision) => decision switch
    {
        UserDecision.Create { Document.IsDeleted: true } => "buried-unseen",
        UserDecision.Create => "created",
        UserDecision.Replace { Document.IsDeleted: true } => "buried",
        UserDecision.Replace => "replaced",
        UserDecision.Ignore { Reason: IgnoreReason.Duplicate } => "ignored-duplicate",
        UserDecision.Ignore { Reason: IgnoreReason.Stale } => "ignored-stale",
        UserDecision.Ignore { Reason: IgnoreReason.AlreadyDeleted } => "ignored-already-deleted",
        _ => throw new InvalidOperationException($"No name for {decision.GetType().Name}."),
    };
}
