using System.Text.Json.Serialization;

namespace Serverless.Platform.Telemetry.Vitals;

/// <summary>
/// How all instances together have fared in the last hour; one document, changed under its ETag. Times are in milliseconds since the
/// Unix epoch, by our clock.
/// </summary>
public sealed record VitalsDocument
{
    public const string DocumentId = "vitals";

    public string Id { get; init; } = DocumentId;

    /// <summary>By queue, when the door received the newest event that has been handled.</summary>
    public IReadOnlyDictionary<string, long> Received { get; init; } = new Dictionary<string, long>();

    /// <summary>In order of time.</summary>
    public IReadOnlyList<VitalsSlot> Slots { get; init; } = [];
}

/// <summary>What happened in one span of time, of <see cref="VitalsRules.SlotLength"/>.</summary>
public sealed record VitalsSlot
{
    public required long Start { get; init; }

    /// <summary>Events handled, by <see cref="VitalsRules.Bucket"/> of the time it took from the door.</summary>
    public IReadOnlyDictionary<int, long> Lags { get; init; } = new Dictionary<int, long>();

    /// <summary>Calls to the store.</summary>
    public long Requests { get; init; }

    /// <summary>See <see cref="VitalSigns.StoreAnswered"/>.</summary>
    public long Throttled { get; init; }

    /// <summary>Worth writing down. Calls to the store alone are not, as writing them down is one.</summary>
    [JsonIgnore]
    public bool IsTelling => Lags.Count > 0 || Throttled > 0;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VitalsDocument))]
internal sealed partial class VitalsJson : JsonSerializerContext;
