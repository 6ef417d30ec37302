namespace Serverless.Identity.Sessions;

/// <summary>What came of a session token.</summary>
public abstract record SessionVerdict
{
    public sealed record Accepted(Session Session) : SessionVerdict;

    public sealed record Refused(TokenRefusal Reason) : SessionVerdict;

    /// <summary>Nobody can say: the key is not known, and Clerk does not answer. To be tried again later.</summary>
    public sealed record KeysUnavailable : SessionVerdict;
}

/// <summary>Why a token is refused. For counters and logs; whoever shows the token learns only that it is refused.</summary>
public enum TokenRefusal
{
    /// <summary>No <c>Authorization</c>, or nothing in it.</summary>
    NoToken,

    /// <summary>Another scheme than <c>Bearer</c>.</summary>
    NotBearer,

    /// <summary>More than one token, or white space in it.</summary>
    NotOneToken,

    /// <summary>Longer than any session token.</summary>
    TooLong,

    /// <summary><c>ak_…</c></summary>
    ApiKey,

    /// <summary><c>mt_…</c>, or a JWT of a machine.</summary>
    MachineToken,

    /// <summary><c>oat_…</c>, or a JWT of the type <c>at+jwt</c>.</summary>
    OAuthToken,

    /// <summary>Made from a JWT template.</summary>
    TemplateToken,

    /// <summary>Of a category that is not known.</summary>
    OtherCategory,

    /// <summary>Not three parts between dots.</summary>
    NotAJwt,

    /// <summary>A part is not base64url in its only spelling, without padding.</summary>
    NotBase64Url,

    /// <summary>A part is not a JSON object in UTF-8 whose members have different names.</summary>
    NotJson,

    /// <summary>Not RS256.</summary>
    OtherAlgorithm,

    /// <summary>A <c>typ</c> other than JWT.</summary>
    OtherType,

    /// <summary>Demands an extension (<c>crit</c>), and none is known.</summary>
    CriticalHeader,

    /// <summary>Brings a key, or says where one is.</summary>
    EmbeddedKey,

    /// <summary>The <c>kid</c> is not a text, or too long for one of Clerk's.</summary>
    BadKeyId,

    /// <summary>Names no key of the instance; or none at all, where keys are told apart by their names.</summary>
    UnknownKey,

    BadSignature,

    /// <summary>Neither version 1 nor version 2 of the claims.</summary>
    UnknownVersion,

    /// <summary>Nobody's, or not a user's.</summary>
    BadSubject,

    /// <summary>Of another instance.</summary>
    OtherIssuer,

    /// <summary>A time is missing, not a number, or out of all reason.</summary>
    BadTime,

    Expired,

    /// <summary><c>nbf</c> is ahead of our clock.</summary>
    NotYetValid,

    /// <summary><c>iat</c> is ahead of our clock.</summary>
    IssuedInFuture,

    /// <summary>No session, as in tokens that are made from a template.</summary>
    NoSession,

    /// <summary>No <c>azp</c>: got without an origin, by an app that is not a page.</summary>
    NoParty,

    /// <summary>Got by a page of an origin that is not configured.</summary>
    OtherParty,

    /// <summary>Signed in, and has still to choose an organization.</summary>
    Pending,

    /// <summary>A session status that is not known.</summary>
    OtherStatus,

    /// <summary>An organization is active, but which or in what role cannot be read.</summary>
    BadOrganization,

    /// <summary>The two ways to write the active organization say different things.</summary>
    ContradictoryOrganization,

    /// <summary>Somebody acts in the subject's name, but who cannot be read.</summary>
    BadActor,
}
