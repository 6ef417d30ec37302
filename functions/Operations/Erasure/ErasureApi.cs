using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Operations.Erasure;

[Description("What is to be erased of somebody who is deleted.")]
public sealed record ErasureRequest(
    [property: Description("Addresses they had, to be found by; at most 10. A tombstone does not know them.")] IReadOnlyList<string>? Addresses = null,
    [property: Description("Only searches, and changes nothing.")] bool? Preview = null);

[Description("What was found of a person beside the tombstone, and what is left.")]
public sealed record ErasureReport(
    UserId Id,
    [property: Description("The provider's id of the person; it stays, as what is late must not revive them.")] string Subject,
    [property: Description("Whether a search found nothing any more. If not, ask again: dead letters and waiting messages take their time.")] bool Done,
    IReadOnlyList<ErasurePlace> Places);

[Description("A place that was searched.")]
public sealed record ErasurePlace(
    string Place,
    [property: Description("Documents, entries or messages that told of the person.")] int Found,
    [property: Description("How many a second search found; of a preview, as many as the first.")] int Left);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(ErasureReport))]
internal sealed partial class ErasureJson : JsonSerializerContext;
