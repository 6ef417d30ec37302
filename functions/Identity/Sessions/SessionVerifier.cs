namespace Serverless.Identity.Sessions;

/// <summary>
/// Verifies session tokens of Clerk without asking Clerk: a session that was ended, or a user who was banned, is only noticed when
/// the token expires. Only the header is read, never a cookie, so that no page can have a browser act for its user.
/// </summary>
public sealed class SessionVerifier(SessionSettings settings, SessionKeys keys, SessionMetrics metrics, TimeProvider clock)
{
    /// <param name="authorization">Value of the <c>Authorization</c> header; null if there is none.</param>
    public async ValueTask<SessionVerdict> Verify(string? authorization, CancellationToken cancellation)
    {
        var verdict = await Judge(authorization, cancellation);
        metrics.Verified(verdict);
        return verdict;
    }

    private async ValueTask<SessionVerdict> Judge(string? authorization, CancellationToken cancellation)
    {
        CompactToken token = default;
        string? keyId = null;
        var refusal = BearerToken.Read(authorization, out var text);
        refusal ??= CompactToken.Read(text, out token);
        refusal ??= TokenHeader.Read(token.Header, out keyId);
        if (refusal is { } unverifiable)
        {
            return new SessionVerdict.Refused(unverifiable);
        }

        return await keys.Find(keyId, cancellation) switch
        {
            { Key: { } key } => token.IsSignedWith(key) ? Believed(token) : new SessionVerdict.Refused(TokenRefusal.BadSignature),
            { IsUnavailable: true } => new SessionVerdict.KeysUnavailable(),
            _ => new SessionVerdict.Refused(TokenRefusal.UnknownKey),
        };
    }

    private SessionVerdict Believed(CompactToken token)
    {
        using var claims = TokenJson.Read(token.Payload);
        return claims is null
            ? new SessionVerdict.Refused(TokenRefusal.NotJson)
            : SessionRules.Judge(claims.Root, settings.Issuer, settings.AuthorizedParties, clock.GetUtcNow());
    }
}
