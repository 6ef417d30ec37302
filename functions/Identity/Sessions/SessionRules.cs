using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Identity.Sessions;

/// <summary>
/// Whether the claims of a token make a session. Its signature holds, so Clerk wrote them; but Clerk signs other tokens, of other
/// applications and for other purposes, with the same key. An <c>aud</c> is not looked at: session tokens have none, unless an
/// instance adds one as a claim of its own, whose meaning only its owner knows. How long a token lives is the instance's
/// choice; there is no limit here.
/// </summary>
internal static class SessionRules
{
    /// <summary>By how much clocks may differ: what Clerk's own libraries allow.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private const int LongestRole = 64;

    /// <summary>Seconds since the Unix epoch at the end of the year 9999, where .NET's calendar ends.</summary>
    private const double EndOfTime = 253_402_300_799;

    public static SessionVerdict Judge(JsonElement claims, string issuer, FrozenSet<string> parties, DateTimeOffset now)
    {
        ProviderSubject? subject = null;
        ActiveOrganization? organization = null;
        var refusal = Version(claims, out var isVersion2)
            ?? Subject(claims, out subject)
            ?? Issuer(claims, issuer)
            ?? Times(claims, now)
            ?? SessionId(claims)
            ?? Party(claims, parties)
            ?? Status(claims)
            ?? OrganizationClaims.Read(claims, isVersion2, out organization)
            ?? Actor(claims);
        return refusal is { } reason ? new SessionVerdict.Refused(reason) : new SessionVerdict.Accepted(new Session
        {
            Subject = subject!,
            SessionId = claims.Text("sid")!,
            AuthorizedParty = claims.Text("azp"),
            ExpiresAt = DateTimeOffset.UnixEpoch.AddSeconds(claims.GetProperty("exp").GetDouble()),
            Organization = organization,
            Role = claims.Member("metadata")?.Text("role") is { Length: > 0 and <= LongestRole } role ? role : null,
            Impersonator = claims.Member("act")?.Text("sub"),
        });
    }

    /// <summary>Version 1 does not say so.</summary>
    private static TokenRefusal? Version(JsonElement claims, out bool isVersion2)
    {
        isVersion2 = claims.Member("v") is { ValueKind: JsonValueKind.Number } version
            && version.TryGetInt32(out var number) && number == 2;
        return isVersion2 || !claims.Has("v") ? null : TokenRefusal.UnknownVersion;
    }

    private static TokenRefusal? Subject(JsonElement claims, out ProviderSubject? subject)
    {
        var text = claims.Text("sub");
        subject = null;
        return text is not null && text.StartsWith("mch_", StringComparison.Ordinal) ? TokenRefusal.MachineToken
            : ClerkId.Is("user_", text) && ProviderSubject.TryClerk(text, out subject) ? null
            : TokenRefusal.BadSubject;
    }

    private static TokenRefusal? Issuer(JsonElement claims, string issuer) =>
        claims.Says("iss", issuer) ? null : TokenRefusal.OtherIssuer;

    private static TokenRefusal? Times(JsonElement claims, DateTimeOffset now)
    {
        if (Seconds(claims, "exp") is not { } expires
            || Seconds(claims, "iat") is not { } issued
            || (Seconds(claims, "nbf") is var begins && begins is null && claims.Has("nbf")))
        {
            return TokenRefusal.BadTime;
        }

        var latest = (now + ClockSkew - DateTimeOffset.UnixEpoch).TotalSeconds;
        var earliest = (now - ClockSkew - DateTimeOffset.UnixEpoch).TotalSeconds;
        return expires <= earliest ? TokenRefusal.Expired
            : begins > latest ? TokenRefusal.NotYetValid
            : issued > latest ? TokenRefusal.IssuedInFuture
            : null;
    }

    /// <summary>A number, perhaps with a fraction (RFC 7519, 2, NumericDate), within the calendar; else null.</summary>
    private static double? Seconds(JsonElement claims, string name) =>
        claims.Member(name) is { ValueKind: JsonValueKind.Number } time
            && time.TryGetDouble(out var seconds) && seconds is > 0 and <= EndOfTime
            ? seconds
            : null;

    private static TokenRefusal? SessionId(JsonElement claims) => ClerkId.Is("sess_", claims.Text("sid")) ? null : TokenRefusal.NoSession;

    private static TokenRefusal? Party(JsonElement claims, FrozenSet<string> parties) =>
        !claims.Has("azp") ? TokenRefusal.NoParty
        : claims.Text("azp") is { } party && parties.Contains(party) ? null
        : TokenRefusal.OtherParty;

    /// <summary>Instances that have not opted in write none.</summary>
    private static TokenRefusal? Status(JsonElement claims) =>
        !claims.Has("sts") || claims.Says("sts", "active") ? null
        : claims.Says("sts", "pending") ? TokenRefusal.Pending
        : TokenRefusal.OtherStatus;

    private static TokenRefusal? Actor(JsonElement claims) =>
        claims.Member("act") is not { ValueKind: not JsonValueKind.Null } actor || ProviderSubject.TryClerk(actor.Text("sub"), out _)
            ? null
            : TokenRefusal.BadActor;
}
