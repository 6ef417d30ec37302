using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Reconciliation;

[Description("Whose document was not what Clerk held, and was mended. Ids only, no personal data.")]
public sealed record Repair(
    RepairOf Of,
    [property: Description("The person; none if it is about an organization as such.")] UserId? User,
    [property: Description("The organization; none if it is about a person as such.")] OrganizationId? Organization,
    [property: Description("Clerk's id of what was mended.")] string Subject,
    Drift Drift,
    DriftCause Cause,
    [property: Description("Version that was held; none if there was no document.")] long? From,
    [property: Description("Version that is held now; none of what is gone.")] long? To);

[Description("What a repair is about.")]
public enum RepairOf
{
    [JsonStringEnumMemberName("user")]
    User,

    [JsonStringEnumMemberName("organization")]
    Organization,

    /// <summary>Of a person in an organization; both are named.</summary>
    [JsonStringEnumMemberName("membership")]
    Membership,
}

[Description("How a document differed from what Clerk held.")]
public enum Drift
{
    [JsonStringEnumMemberName("missing")]
    Missing,

    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>The version was right, the content was not.</summary>
    [JsonStringEnumMemberName("altered")]
    Altered,

    /// <summary>Clerk has deleted the person or the organization, or ended the membership.</summary>
    [JsonStringEnumMemberName("kept")]
    Kept,
}

[Description("Why, as far as can be told afterwards.")]
public enum DriftCause
{
    /// <summary>No trace of the event: the webhook was lost.</summary>
    [JsonStringEnumMemberName("neverReceived")]
    NeverReceived,

    /// <summary>An event about it could not be applied and lies among the dead letters.</summary>
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
