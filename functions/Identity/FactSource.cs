using System.Text.Json.Serialization;

namespace Serverless.Identity;

/// <summary>Who told us.</summary>
public enum FactSource
{
    /// <summary>An event, which may be old by the time it arrives.</summary>
    [JsonStringEnumMemberName("webhook")]
    Webhook,

    /// <summary>An answer of Clerk's API: the truth at the time of asking.</summary>
    [JsonStringEnumMemberName("api")]
    Api,

    /// <summary>Nobody: we expected somebody who was invited, and no longer do.</summary>
    [JsonStringEnumMemberName("invitation")]
    Invitation,
}
