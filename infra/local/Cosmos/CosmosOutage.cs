using System.Text.Json.Serialization;

namespace Local.Cosmos;

/// <summary>How the whole account is out of order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CosmosOutage>))]
public enum CosmosOutage
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Every request is answered 503.</summary>
    ServiceUnavailable,

    /// <summary>Every connection is closed without an answer.</summary>
    ConnectionsClosed,
}
