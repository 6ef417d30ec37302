namespace Serverless.Identity.Sessions;

/// <summary>What a verified session token says. It was true when the token was issued: by Clerk's default at most a minute ago.</summary>
public sealed record Session
{
    /// <summary>Who is signed in.</summary>
    public required ProviderSubject Subject { get; init; }

    /// <summary><c>sess_…</c></summary>
    public required string SessionId { get; init; }

    /// <summary>Origin of the page that got the token, one of the configured ones.</summary>
    public string? AuthorizedParty { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null: none is active.</summary>
    public ActiveOrganization? Organization { get; init; }

    /// <summary>
    /// Role in the application: the custom claim <c>metadata.role</c>, which the instance must be set up to write
    /// (https://clerk.com/docs/guides/secure/basic-rbac). Null if there is none.
    /// </summary>
    public string? Role { get; init; }

    /// <summary>Who acts in the subject's name; null: the subject itself.</summary>
    public string? Impersonator { get; init; }
}

/// <summary>The organization in whose name the subject acts.</summary>
/// <param name="Id"><c>org_…</c>, as Clerk knows it.</param>
/// <param name="Role">Of the subject in it, always with its prefix: <c>org:admin</c>.</param>
/// <param name="Permissions"><c>org:feature:action</c>; never Clerk's own, <c>org:sys_…</c>, which no token holds.</param>
public sealed record ActiveOrganization(string Id, string? Slug, string Role, IReadOnlySet<string> Permissions);
