using System.Security.Cryptography;
using System.Text;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>
/// The <c>authorization</c> header ("Access control on Azure Cosmos DB resources"): HMAC-SHA256 over verb, resource type,
/// resource link and date, each on a line of its own, the link alone with its case kept.
/// </summary>
internal static class MasterKeySignature
{
    private const string MasterPrefix = "type=master&ver=1.0&sig=";
    private const string EntraPrefix = "type=aad&";

    private static readonly byte[] Key = Convert.FromBase64String(CosmosEmulator.WellKnownKey);

    public static void Verify(LoopbackRequest request, ResourcePath path)
    {
        var header = request.Header(HeaderNames.Authorization) ?? throw Unauthorized("the authorization header is missing");
        var authorization = Uri.UnescapeDataString(header);
        if (authorization.StartsWith(EntraPrefix, StringComparison.Ordinal))
        {
            return;
        }

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!authorization.StartsWith(MasterPrefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64Chars(authorization.AsSpan(MasterPrefix.Length), signature, out var length)
            || length != signature.Length)
        {
            throw Unauthorized($"the authorization header is neither {MasterPrefix}… nor {EntraPrefix}…");
        }

        var date = request.Header(HeaderNames.Date) ?? throw Unauthorized("header x-ms-date is missing");
        var (type, link) = Signed(path);
        if (!Matches(signature, request.Method, type, link, date)
            && !Matches(signature, request.Method, type, RidLink(path), date))
        {
            throw Unauthorized("the signature does not match; the key is the emulator's well-known key");
        }
    }

    private static (string Type, string Link) Signed(ResourcePath path)
    {
        var segments = path.Segments;
        return segments.Length == 0 ? ("", "")
            : !path.IsFeed ? (segments[^2], path.Text)
            : (segments[^1], segments.Length == 1 ? "" : path.Text[..(path.Text.Length - segments[^1].Length - 1)]);
    }

    /// <summary>A path made of resource ids is signed by its last one alone, in lower case.</summary>
    private static string RidLink(ResourcePath path)
    {
        var ids = path.IsFeed ? path.Segments.AsSpan(..^1) : path.Segments;
        return ids.IsEmpty ? "" : ids[^1].ToLowerInvariant();
    }

    private static bool Matches(ReadOnlySpan<byte> signature, string method, string type, string link, string date)
    {
        var text = $"{method.ToLowerInvariant()}\n{type.ToLowerInvariant()}\n{link}\n{date.ToLowerInvariant()}\n\n";
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text), expected);
        return CryptographicOperations.FixedTimeEquals(signature, expected);
    }

    private static RequestRefusedException Unauthorized(string why) => new(401, $"The request is not authorized: {why}.");
}
