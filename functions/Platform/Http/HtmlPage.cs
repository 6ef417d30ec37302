using System.Security.Cryptography;
using System.Text;

namespace Serverless.Platform.Http;

/// <summary>
/// A page of the app's: nothing from elsewhere, and nothing is allowed but its own style and script, which are named by what is in them
/// (https://www.w3.org/TR/CSP3/).
/// </summary>
public static class HtmlPage
{
    /// <param name="html">With <paramref name="style"/> and <paramref name="script"/> in it, as the whole content of their elements.</param>
    /// <param name="script">Null for none. It may ask this server and no other.</param>
    public static PublicContent Of(string html, string style, string? script = null) => new(
        "text/html; charset=utf-8",
        Encoding.UTF8.GetBytes(html),
        ("Content-Security-Policy", Policy(style, script)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"));

    private static string Policy(string style, string? script) =>
        $"default-src 'none'; style-src {Name(style)}; {(script is null ? "" : $"script-src {Name(script)}; connect-src 'self'; ")}"
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Name(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
}
