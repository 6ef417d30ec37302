using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Users;

/// <summary>A person as the client API shows them.</summary>
[Description("A person. What is unknown is left out; of a deleted person all but id, status, role and times.")]
public record UserResponse
{
    public required UserId Id { get; init; }

    public required UserStatus Status { get; init; }

    public required UserRole Role { get; init; }

    [Description("The primary address; of who is pending, the one that was invited.")]
    public string? Email { get; init; }

    public bool? EmailVerified { get; init; }

    [Description("The primary number, in E.164.")]
    public string? Phone { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? ImageUrl { get; init; }

    [Description("As BCP 47 has it.")]
    public string? Locale { get; init; }

    [Description("The id that another system gave this person.")]
    public string? ExternalId { get; init; }

    [Description("Public metadata, as our servers wrote it at Clerk.")]
    public JsonElement? PublicMetadata { get; init; }

    [Description("When the account was made at Clerk.")]
    public DateTimeOffset? CreatedAt { get; init; }

    [Description("When the profile last changed at Clerk.")]
    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public static UserResponse Of(UserDocument user)
    {
        var profile = user.Profile ?? new UserProfile();
        var email = profile.PrimaryEmail();
        return new UserResponse
        {
            Id = user.Id,
            Status = user.Status,
            Role = profile.Role(),
            Email = user.IsPending ? user.Email : email?.Address,
            EmailVerified = email?.Verified,
            Phone = profile.Phones.FirstOrDefault(phone => phone.Id is not null && phone.Id == profile.PrimaryPhoneId)?.Number,
            FirstName = profile.FirstName,
            LastName = profile.LastName,
            Username = profile.Username,
            ImageUrl = profile.ImageUrl,
            Locale = profile.Locale,
            ExternalId = profile.ExternalId,
            PublicMetadata = profile.PublicMetadata,
            CreatedAt = Time(profile.CreatedAt is 0 ? null : profile.CreatedAt),
            UpdatedAt = Time(user.Version),
            DeletedAt = Time(user.DeletedAt),
        };
    }

    /// <summary>Null also for what no calendar has: the number is not ours.</summary>
    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;
}

/// <summary>The caller, as they see themselves.</summary>
[Description("The caller. What is unknown is left out.")]
public sealed record MeResponse : UserResponse
{
    [SetsRequiredMembers]
    private MeResponse(UserResponse user)
        : base(user)
    {
    }

    /// <summary>Last, wherever the serializer puts what a derived type adds.</summary>
    [JsonPropertyOrder(1)]
    [Description("Left out, too, if none is active, if the caller is no member of it, and if Clerk would have to be asked and does not answer.")]
    public MyOrganization? Organization { get; init; }

    public static MeResponse Of(UserDocument user, MyOrganization? organization) => new(Of(user)) { Organization = organization };
}

[Description("A page of users.")]
public sealed record UserPage(
    IReadOnlyList<UserResponse> Items,
    [property: Description("The `cursor` of the next page; none on the last.")] UserId? Next);

[Description("The role that somebody shall have.")]
public sealed record RoleChange(UserRole Role);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(MyOrganization))]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(RoleChange))]
internal sealed partial class UserApiJson : JsonSerializerContext;
