using System.Text.Json.Serialization;

namespace Serverless.Users;

/// <summary>How users are written to the store. The order of members is the order of their declaration, hence stable bytes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UserProfile))]
internal sealed partial class UserJson : JsonSerializerContext;
