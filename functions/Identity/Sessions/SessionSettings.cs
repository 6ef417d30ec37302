using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Identity.Sessions;

/// <summary>Whose session tokens are believed.</summary>
public sealed class SessionSettings(IConfiguration configuration) : IRoomSettings
{
    private const string IssuerName = "CLERK_ISSUER";
    private const string IssuerExample = "https://clerk.example.com, the Frontend API URL of the Clerk dashboard, without a slash behind.";
    private const string PartiesName = "CLERK_AUTHORIZED_PARTIES";
    private const string PartiesExample = "https://app.example.com; several, separated by spaces, each without a path.";
    private const string KeyName = "CLERK_JWT_KEY";

    private readonly string? issuer = configuration[IssuerName];
    private readonly string? parties = configuration[PartiesName];
    private readonly string? pem = configuration[KeyName];

    /// <summary><c>CLERK_ISSUER</c>: the only <c>iss</c> that is taken, letter by letter.</summary>
    public string Issuer => issuer!;

    /// <summary><c>CLERK_AUTHORIZED_PARTIES</c>: origins of the pages whose tokens are taken.</summary>
    public FrozenSet<string> AuthorizedParties => field ??= SplitParties().ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// <c>CLERK_JWT_KEY</c>: the instance's public key as PEM, its line breaks real, written <c>\n</c> or left out. Null: the keys
    /// are fetched from Clerk, and a new one needs no new setting.
    /// </summary>
    public RSAParameters? Key => IsKeyGiven ? PemKey.Read(pem!) : null;

    private bool IsKeyGiven => !string.IsNullOrWhiteSpace(pem);

    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(issuer) is { } noIssuer)
        {
            yield return new(IssuerName, noIssuer, IssuerExample);
        }
        else if (!IsIssuer(issuer!))
        {
            yield return new(IssuerName, "is not an address as Clerk writes it into tokens.", IssuerExample);
        }

        if (SettingText.Absence(parties) is { } noParties)
        {
            yield return new(PartiesName, noParties, PartiesExample);
        }
        else if (!SplitParties().All(IsOrigin))
        {
            yield return new(PartiesName, "holds something that is not an origin as browsers write it.", PartiesExample);
        }

        var unusable = Key is null ? "is not a public RSA key of at least 2048 bits." : null;
        if (IsKeyGiven && (SettingText.Absence(pem) ?? unusable) is { } wrong)
        {
            yield return new(KeyName, wrong, "-----BEGIN PUBLIC KEY----- … as the Clerk dashboard shows it, or nothing.");
        }
    }

    private string[] SplitParties() => (parties ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Compared letter by letter, so any other spelling of the address would refuse every token.</summary>
    private static bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
        && text == $"{uri.GetLeftPart(UriPartial.Authority)}{uri.AbsolutePath.TrimEnd('/')}" && uri.UserInfo.Length == 0;

    /// <summary>Any scheme: apps on a device and extensions of browsers have their own.</summary>
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
        && text == uri.GetLeftPart(UriPartial.Authority) && uri.UserInfo.Length == 0 && text.All(char.IsAscii);
}
