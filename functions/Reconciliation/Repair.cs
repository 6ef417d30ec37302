using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Reconciliation;

/// <summary>One entry of the drift ledger: whose document was not what Clerk held, and was mended. Ids only, no personal data.</summary>
/// <param name="Subject">Clerk's id.</param>
/// <param name="From">Version that was held; null if there was no document.</param>
/// <param name="To">Version that is held now; null on a tombstone.</param>
public sealed record Repair(UserId User, string Subject, Drift Drift, DriftCause Cause, long? From, long? To);

/// <summary>How a document differed from Clerk's user.</summary>
public enum Drift
{
    [JsonStringEnumMemberName("missing")]
    Missing,

    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>The version was right, the content was not.</summary>
    [JsonStringEnumMemberName("altered")]
    Altered,

    /// <summary>Clerk has deleted the person.</summary>
    [JsonStringEnumMemberName("kept")]
    Kept,
}

/// <summary>Why, as far as can be told afterwards.</summary>
public enum DriftCause
{
    /// <summary>No trace of the event: the webhook was lost.</summary>
    [JsonStringEnumMemberName("neverReceived")]
    NeverReceived,

    /// <summary>An event about the person could not be applied and lies among the dead letters.</summary>
    [JsonStringEnumMemberName("deadLettered")]
    DeadLettered,

    /// <summary>Clerk made the change a moment ago; its event may still arrive and will change nothing.</summary>
    [JsonStringEnumMemberName("onItsWay")]
    OnItsWay,

    /// <summary>Two contents of one version, of which events showed us the other; or somebody wrote to our store.</summary>
    [JsonStringEnumMemberName("tie")]
    Tie,
}

/// <summary>A page of a run's ledger: the repairs of one of its parts.</summary>
public sealed record RepairsDocument(RunId Run, string Id, IReadOnlyList<Repair> Repairs, int Ttl = Retention.Seconds)
{
    public const string IdPrefix = "repairs-";

    public static RepairsDocument Of(RunId run, string part, IReadOnlyList<Repair> repairs) => new(run, IdPrefix + part, repairs);
}
