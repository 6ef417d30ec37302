using System.Security.Cryptography;
using System.Text;
using Local.Clerk.Http;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>What is wrong with a request whatever it asks for.</summary>
internal static class RequestCheck
{
    /// <summary>The version of the API that is served.</summary>
    public const string ServedVersion = "2026-05-12";

    private const string Scheme = "Bearer ";
    private const string VersionParameter = "__clerk_api_version";

    public static void Key(LoopbackRequest request, string secretKey)
    {
        var header = request.Header("Authorization");
        if (string.IsNullOrEmpty(header))
        {
            throw Refusal.Unauthenticated("authentication_invalid", "There is no Authorization header.");
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Unauthenticated("authorization_header_format_invalid", "The Authorization header must be: Bearer <secret key>.");
        }

        var given = Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(secretKey)))
        {
            throw Refusal.Unauthenticated("clerk_key_invalid", "The provided Clerk secret key is invalid.");
        }
    }

    public static void Size(LoopbackRequest request)
    {
        if (request.Body.Length > HttpServer.MaxBodyBytes)
        {
            throw new ClerkRefusedException(
                413, "request_body_too_large", "Request body too large", $"A body has at most {HttpServer.MaxBodyBytes} bytes.");
        }
    }

    public static void Version(LoopbackRequest request, Parameters query)
    {
        var (header, parameter) = (request.Header("Clerk-API-Version"), query.Text(VersionParameter));
        if ((header is not null && parameter is not null) || (header ?? parameter ?? ServedVersion) != ServedVersion)
        {
            throw Refusal.BadRequest(
                "api_version_invalid",
                $"The local Clerk simulator serves version {ServedVersion}, named in the header or in the query, not in both.");
        }
    }

    /// <summary>A parameter that would be ignored is refused.</summary>
    public static void Known(Route route, Parameters query)
    {
        var unknown = query.Names.FirstOrDefault(
            name => !route.Parameters.Contains(name) && !route.Tolerated.Contains(name) && name != VersionParameter);
        if (unknown is not null)
        {
            throw Refusal.Unknown(unknown);
        }
    }
}
