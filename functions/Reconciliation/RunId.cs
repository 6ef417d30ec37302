using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Reconciliation;

/// <summary>Names one run of reconciliation. Runs sort by the time of their start.</summary>
[JsonConverter(typeof(InternalIdJson<RunId>))]
[Description("Names a run of reconciliation.")]
public sealed record RunId : InternalId<RunId>, IInternalId<RunId>
{
    private RunId(string value)
        : base(value)
    {
    }

    public static string Prefix => "run_";

    static RunId IInternalId<RunId>.From(string value) => new(value);
}
