using System.Text.Json.Serialization;

namespace Serverless.Organizations;

/// <summary>How organizations and memberships are written to the store; members in the order of declaration, hence stable bytes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrganizationDocument))]
[JsonSerializable(typeof(OrganizationProfile))]
[JsonSerializable(typeof(MembershipDocument))]
internal sealed partial class OrganizationJson : JsonSerializerContext;
