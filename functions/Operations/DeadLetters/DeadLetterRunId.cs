using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Operations.DeadLetters;

/// <summary>Names one run over dead letters. Runs sort by the time of their start.</summary>
[JsonConverter(typeof(InternalIdJson<DeadLetterRunId>))]
[Description("Names a run over dead letters.")]
public sealed record DeadLetterRunId : InternalId<DeadLetterRunId>, IInternalId<DeadLetterRunId>
{
    private DeadLetterRunId(string value)
        : base(value)
    {
    }

    public static string Prefix => "dlr_";

    static DeadLetterRunId IInternalId<DeadLetterRunId>.From(string value) => new(value);
}
