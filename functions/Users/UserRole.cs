using System.ComponentModel;
using System.Text.Json.Serialization;
using Serverless.Identity.Access;
using Serverless.Platform.Clerk;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>A role in the application as a whole. Clerk holds it, in the public metadata of the user.</summary>
[JsonConverter(typeof(StrictEnumConverter<UserRole>))]
[Description("A role in the application as a whole.")]
public enum UserRole
{
    /// <summary>Everybody without another role, or with one that is unknown here.</summary>
    [JsonStringEnumMemberName("member")]
    Member,

    [JsonStringEnumMemberName(Roles.Admin)]
    Admin,
}

public static class UserRoles
{
    public static UserRole Role(this UserProfile profile) =>
        profile.PublicMetadata?.Text("role") == Roles.Admin ? UserRole.Admin : UserRole.Member;

    /// <summary>As it stands in the metadata; null removes it from there.</summary>
    public static string? InMetadata(UserRole role) => role == UserRole.Admin ? Roles.Admin : null;
}
