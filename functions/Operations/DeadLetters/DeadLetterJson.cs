using System.Text.Json.Serialization;

namespace Serverless.Operations.DeadLetters;

/// <summary>How runs over dead letters are written to the store and the queue.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeadLetterRun))]
[JsonSerializable(typeof(DeadLetterStep))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
