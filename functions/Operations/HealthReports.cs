using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Reconciliation;

namespace Serverless.Operations;

public sealed record LiveReport([property: Description("Always `live`.")] string Status);

public sealed record ReadyReport(ReadyStatus Status, Dependency Store, Dependency Broker, LastReconcile? LastReconcile);

public enum ReadyStatus
{
    [JsonStringEnumMemberName("ready")]
    Ready,

    [JsonStringEnumMemberName("not-ready")]
    NotReady,
}

public enum Dependency
{
    [JsonStringEnumMemberName("reachable")]
    Reachable,

    [JsonStringEnumMemberName("unreachable")]
    Unreachable,
}

/// <summary>An old one makes no instance less fit to answer, so it is told and not judged.</summary>
[Description("The latest run of reconciliation.")]
public sealed record LastReconcile(
    DateTimeOffset StartedAt,
    [property: Description("Seconds since the run began.")] long AgeSeconds,
    [property: Description("How far it is, or how it ended.")] RunPhase Phase);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(LiveReport))]
[JsonSerializable(typeof(ReadyReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
