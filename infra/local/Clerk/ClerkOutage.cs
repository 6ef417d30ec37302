using System.Text.Json.Serialization;

namespace Local.Clerk;

/// <summary>How the whole Backend API is out of order. Webhooks go on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClerkOutage>))]
public enum ClerkOutage
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Every request is answered 503.</summary>
    ServiceUnavailable,

    /// <summary>Every connection is closed without an answer.</summary>
    ConnectionsClosed,
}
