using System.Text.RegularExpressions;
using Serverless.Identity.Access;
using Serverless.Platform.Http;
using Serverless.Users;

namespace Serverless.Invitations;

/// <summary>What may be wished for.</summary>
public static partial class InvitationWishes
{
    private const string UsualRole = "org:member";

    // RFC 5321, section 4.5.3.1: 64 octets before the @, and 254 in all, as a path has two more.
    private const int LongestEmail = 254;
    private const int LongestLocalPart = 64;
    private const int LongestRole = 100;
    private const int LongestRedirect = 1_000;
    private const int MostDays = 365;

    /// <param name="origins">Of pages that an invitation may lead to. Any other would be lent our name.</param>
    public static (InvitationWish? Wish, Problem? Refusal) Read(NewInvitation given, Caller caller, IReadOnlySet<string> origins)
    {
        var role = given.Role ?? UsualRole;
        return role.Length > LongestRole || !RoleKey().IsMatch(role)
            ? (null, InvitationProblems.BadRole)
            : Checked(
                new(given.Email, role, given.RedirectUrl, given.ExpiresInDays, caller.Id, caller.Session.Subject),
                origins);
    }

    /// <inheritdoc cref="Read(NewInvitation, Caller, IReadOnlySet{string})"/>
    public static (InvitationWish? Wish, Problem? Refusal) Read(NewApplicationInvitation given, IReadOnlySet<string> origins) => Checked(
        new(given.Email, given.Role is { } role ? UserRoles.InMetadata(role) : null, given.RedirectUrl, given.ExpiresInDays, InvitedBy: null, Inviter: null),
        origins);

    private static (InvitationWish? Wish, Problem? Refusal) Checked(InvitationWish given, IReadOnlySet<string> origins) =>
        Address(given.Email) is not { } email ? (null, InvitationProblems.BadEmail)
        : given.RedirectUrl is { } page && !IsOurs(page, origins) ? (null, InvitationProblems.BadRedirect)
        : given.ExpiresInDays is < 1 or > MostDays ? (null, InvitationProblems.BadExpiry)
        : (given with { Email = email }, null);

    /// <summary>In lower case, as an address is looked up. Null for what is none; whether anybody is there only a mail can tell.</summary>
    private static string? Address(string given)
    {
        var text = given.Trim();
        return text.Length <= LongestEmail && EmailForm().IsMatch(text) && text.IndexOf('@', StringComparison.Ordinal) <= LongestLocalPart
            ? text.ToLowerInvariant()
            : null;
    }

    private static bool IsOurs(string page, IReadOnlySet<string> origins) =>
        page.Length <= LongestRedirect
        && !page.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))   // others may read past them, and then elsewhere
        && Uri.TryCreate(page, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0
        && origins.Contains(address.GetLeftPart(UriPartial.Authority));

    [GeneratedRegex(@"^[^@\s\p{C}""<>(),:;\\\[\]]+@[^@\s\p{C}""<>(),:;\\\[\]]+\.[^@\s\p{C}""<>(),:;\\\[\].]+$", RegexOptions.NonBacktracking)]
    private static partial Regex EmailForm();

    /// <summary>As Clerk writes the keys of roles (https://clerk.com/docs/organizations/roles-permissions).</summary>
    [GeneratedRegex(@"^org:[a-z0-9_:-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex RoleKey();
}
