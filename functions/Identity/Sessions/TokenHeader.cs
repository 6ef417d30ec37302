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

    private static TokenRefusal? Algorithm(JsonElement header) => header.Says("alg", "RS256") ? null : TokenRefusal.OtherAlgorithm;

    private static TokenRefusal? Type(JsonElement header) =>
        !header.Has("typ") || header.Says("typ", "JWT") ? null
        : IsOAuth(header.Text("typ")) ? TokenRefusal.OAuthToken
        : TokenRefusal.OtherType;

    /// <summary>RFC 9068, 2.1; a media type, so its case means nothing.</summary>
    private static bool IsOAuth(string? type) =>
        string.Equals(type, "at+jwt", StringComparison.OrdinalIgnoreCase)
        || string.Equals(type, "application/at+jwt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Older tokens have no category.</summary>
    private static TokenRefusal? Category(JsonElement header) =>
        !header.Has("cat") || header.Says("cat", SessionCategory) ? null
        : header.Says("cat", TemplateCategory) ? TokenRefusal.TemplateToken
        : header.Says("cat", MachineCategory) ? TokenRefusal.MachineToken
        : TokenRefusal.OtherCategory;

    /// <summary>RFC 7515, 4.1: what must be understood, and the ways to have a token verified with a key of its own choice.</summary>
    private static TokenRefusal? Extensions(JsonElement header) =>
        header.Has("crit") ? TokenRefusal.CriticalHeader
        : header.Has("jwk") || header.Has("jku") || header.Has("x5u") || header.Has("x5c") ? TokenRefusal.EmbeddedKey
        : null;

    private static TokenRefusal? KeyId(JsonElement header, string? keyId) =>
        !header.Has("kid") || keyId is { Length: > 0 and <= KeySet.LongestKeyId } ? null : TokenRefusal.BadKeyId;
}
