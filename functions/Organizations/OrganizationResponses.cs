using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;
using Serverless.Users;

namespace Serverless.Organizations;

/// <summary>An organization as its members see it.</summary>
[Description("An organization. What is unknown is left out.")]
public sealed record OrganizationResponse
{
    public required OrganizationId Id { get; init; }

    public string? Name { get; init; }

    public string? Slug { get; init; }

    public string? ImageUrl { get; init; }

    public JsonElement? PublicMetadata { get; init; }

    [Description("The caller's role, as our own copy has it.")]
    public string? Role { get; init; }

    public static OrganizationResponse Of(OrganizationDocument organization, string? role) => new()
    {
        Id = organization.Id,
        Name = organization.Profile?.Name,
        Slug = organization.Profile?.Slug,
        ImageUrl = organization.Profile?.ImageUrl,
        PublicMetadata = organization.Profile?.PublicMetadata,
        Role = role,
    };
}

[Description("All organizations of the caller.")]
public sealed record OrganizationList(IReadOnlyList<OrganizationResponse> Items);

/// <summary>A member as other members see them.</summary>
[Description("A member of an organization. What is unknown is left out.")]
public sealed record MemberResponse
{
    public required UserId Id { get; init; }

    public string? Role { get; init; }

    [Description("The primary address.")]
    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? ImageUrl { get; init; }

    public static MemberResponse Of(UserDocument user, MembershipDocument membership) => new()
    {
        Id = user.Id,
        Role = membership.Role,
        Email = user.Profile?.PrimaryEmail()?.Address,
        FirstName = user.Profile?.FirstName,
        LastName = user.Profile?.LastName,
        ImageUrl = user.Profile?.ImageUrl,
    };
}

[Description("A page of members. It may be shorter than its limit and not the last.")]
public sealed record MemberPage(
    IReadOnlyList<MemberResponse> Items,
    [property: Description("The `cursor` of the next page; none on the last.")] UserId? Next);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrganizationResponse))]
[JsonSerializable(typeof(OrganizationList))]
[JsonSerializable(typeof(MemberResponse))]
[JsonSerializable(typeof(MemberPage))]
internal sealed partial class OrganizationApiJson : JsonSerializerContext;
