using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Identity.Sessions;

/// <summary>
/// What the header of a session token must be. It is read before the signature is checked, so anybody can have written it: it
/// can make a token be refused, and it names a key of ours.
/// </summary>
internal static class TokenHeader
{
    // What Clerk signs with the same key, by class (clerk/javascript, tokens/jwtCategories.ts).
    private const string SessionCategory = "cl_B7d4PD111AAA";
    private const string TemplateCategory = "cl_B7d4PD222AAA";
    private const string MachineCategory = "cl_B7d4PD333AAA";

    /// <summary>RFC 7515, 4.1: ways to have a token verified with a key of its own choice.</summary>
    private static readonly string[] KeyMembers = ["jwk", "jku", "x5u", "x5c"];

    public static TokenRefusal? Read(ReadOnlySpan<char> part, out string? keyId)
    {
        keyId = null;
        using var json = TokenJson.Read(part);
        if (json is null)
        {
            return TokenRefusal.NotJson;
        }

        var header = json.Root;
        keyId = header.Text("kid");
        return Algorithm(header) ?? Type(header) ?? Category(header) ?? Extensions(header) ?? KeyId(header, keyId);
    }

    private static TokenRefusal? Algorithm(JsonElement header) => header.Text("alg") == "RS256" ? null : TokenRefusal.OtherAlgorithm;

    private static TokenRefusal? Type(JsonElement header) => (header.Member("typ"), header.Text("typ")) switch
    {
        (null, _) or (_, "JWT") => null,
        (_, { } type) when IsOAuth(type) => TokenRefusal.OAuthToken,
        _ => TokenRefusal.OtherType,
    };

    /// <summary>RFC 9068, 2.1; a media type, so its case means nothing.</summary>
    private static bool IsOAuth(string type) =>
        type.Equals("at+jwt", StringComparison.OrdinalIgnoreCase) || type.Equals("application/at+jwt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Older tokens have no category.</summary>
    private static TokenRefusal? Category(JsonElement header) => (header.Member("cat"), header.Text("cat")) switch
    {
        (null, _) or (_, SessionCategory) => null,
        (_, TemplateCategory) => TokenRefusal.TemplateToken,
        (_, MachineCategory) => TokenRefusal.MachineToken,
        _ => TokenRefusal.OtherCategory,
    };

    private static TokenRefusal? Extensions(JsonElement header) =>
        header.Member("crit") is not null ? TokenRefusal.CriticalHeader
        : KeyMembers.Any(name => header.Member(name) is not null) ? TokenRefusal.EmbeddedKey
        : null;

    private static TokenRefusal? KeyId(JsonElement header, string? keyId) =>
        header.Member("kid") is null || keyId is { Length: > 0 and <= KeySet.LongestKeyId } ? null : TokenRefusal.BadKeyId;
}
