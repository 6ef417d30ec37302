using System.Buffers;

namespace Serverless.Identity.Sessions;

/// <summary>Takes the token out of an <c>Authorization</c> header (RFC 6750).</summary>
internal static class BearerToken
{
    /// <summary>In characters. A browser keeps the token in a cookie, which holds 4 KB at most.</summary>
    public const int Longest = 8 * 1024;

    private const string Scheme = "Bearer";

    // A comma is what joins the values of a header that was sent twice.
    private static readonly SearchValues<char> Separators = SearchValues.Create(" ,\t\r\n");

    public static TokenRefusal? Read(string? authorization, out ReadOnlyMemory<char> token)
    {
        token = default;
        if (string.IsNullOrEmpty(authorization))
        {
            return TokenRefusal.NoToken;
        }

        if (authorization.Length > Longest + Scheme.Length + 1)
        {
            return TokenRefusal.TooLong;
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || (authorization.Length > Scheme.Length && authorization[Scheme.Length] != ' '))
        {
            return TokenRefusal.NotBearer;
        }

        token = authorization.AsMemory(Scheme.Length).TrimStart(' ');
        return token.IsEmpty ? TokenRefusal.NoToken
            : token.Length > Longest ? TokenRefusal.TooLong
            : token.Span.ContainsAny(Separators) ? TokenRefusal.NotOneToken
            : OtherKind(token.Span);
    }

    /// <summary>Clerk's tokens that are not JWTs, which only Clerk itself can verify.</summary>
    private static TokenRefusal? OtherKind(ReadOnlySpan<char> token) =>
        token.StartsWith("ak_") ? TokenRefusal.ApiKey
        : token.StartsWith("mt_") ? TokenRefusal.MachineToken
        : token.StartsWith("oat_") ? TokenRefusal.OAuthToken
        : null;
}
