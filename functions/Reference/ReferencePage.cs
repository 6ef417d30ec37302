using System.Security.Cryptography;
using System.Text;
using Serverless.Platform.Http;

namespace Serverless.Reference;

/// <summary>The description as a page for people: no script, nothing from elsewhere, and no address of this server in it.</summary>
public sealed class ReferencePage(ApiDescription description)
{
    private PublicContent? content;

    /// <summary>Made when first asked for.</summary>
    internal PublicContent Content => content ??= new PublicContent(
        "text/html; charset=utf-8",
        Encoding.UTF8.GetBytes(new ReferenceHtml(description.Document).Render()),
        ("Content-Security-Policy", ContentSecurityPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"));

    /// <summary>Nothing is allowed but the page's own style, which is named by what is in it (https://www.w3.org/TR/CSP3/).</summary>
    private static string ContentSecurityPolicy =>
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ReferenceStyle.Css)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
