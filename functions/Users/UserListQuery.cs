using System.Collections.Specialized;
using System.Globalization;
using Serverless.Identity;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>Which users are listed, in the order in which we first met them.</summary>
/// <param name="Email">Primary address, in lower case; null for any.</param>
/// <param name="After">The last one of the page before; null for the first page.</param>
public sealed record UserListQuery(string? Email, UserStatus? Status, int Limit, UserId? After)
{
    private const string Active = "active";
    private const string Deleted = "deleted";

    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

    // RFC 5321, section 4.5.3.1: 64 before the @ and 255 behind it.
    private const int LongestEmail = 320;

    public static readonly QueryParameters Parameters = new(
        QueryParameter.Text("email", LongestEmail, "Only whoever has this primary address; its case does not matter.", "must be an e-mail address."),
        QueryParameter.OneOf("status", "Only those who are.", Active, Deleted),
        QueryParameter.Number("limit", 1, LargestLimit, "Of users on a page.", unlessGiven: DefaultLimit),
        QueryParameter.Id("cursor", UserId.Prefix, "The `next` of the page before.", "must be the next of the page before."));

    /// <summary>The query, or why it cannot be answered.</summary>
    public static (UserListQuery? Query, Problem? Refusal) Read(NameValueCollection query)
    {
        var (values, refusal) = Parameters.Read(query);
        return values is null ? (null, refusal) : (Of(values), null);
    }

    private static UserListQuery Of(IReadOnlyDictionary<string, string> values) => new(
        values.GetValueOrDefault("email")?.ToLowerInvariant(),
        values.GetValueOrDefault("status") switch
        {
            Active => UserStatus.Active,
            Deleted => UserStatus.Deleted,
            _ => null,
        },
        values.TryGetValue("limit", out var limit) ? int.Parse(limit, CultureInfo.InvariantCulture) : DefaultLimit,
        values.TryGetValue("cursor", out var after) ? UserId.Parse(after) : null);
}
