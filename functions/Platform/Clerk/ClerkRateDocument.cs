using System.Text.Json.Serialization;

namespace Serverless.Platform.Clerk;

/// <summary>What all instances of the app have taken of Clerk's rate limit: one document for all of them.</summary>
/// <param name="Second">The current window, a second since the Unix epoch.</param>
/// <param name="Taken">Requests of that second which instances have reserved.</param>
/// <param name="NotBefore">When Clerk, having answered 429, may be asked again, in milliseconds since the Unix epoch; 0: at any time.</param>
public sealed record ClerkRateDocument(string Id, long Second, int Taken, long NotBefore)
{
    public const string OnlyId = "clerk-rate";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClerkRateDocument))]
internal sealed partial class ClerkRateJson : JsonSerializerContext;
