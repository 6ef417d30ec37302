using System.Text.Json.Serialization;

namespace Serverless.Reconciliation;

/// <summary>How runs are written to the store, the queue and the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReconcileState))]
[JsonSerializable(typeof(ReconcileStep))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(PartDocument))]
[JsonSerializable(typeof(RepairsDocument))]
internal sealed partial class ReconcileJson : JsonSerializerContext;
