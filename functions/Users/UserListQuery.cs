using System.Collections.Specialized;
using Serverless.Identity;
using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>Which users are listed, in the order in which we first met them.</summary>
/// <param name="Email">Primary address, in lower case; null for any.</param>
public sealed record UserListQuery(string? Email, UserStatus? Status, PageQuery<UserId> Page)
{
    private const string Pending = "pending";
    private const string Active = "active";
    private const string Deleted = "deleted";

    // RFC 5321, section 4.5.3.1: 64 before the @ and 255 behind it.
    private const int LongestEmail = 320;

    public static readonly QueryParameters Parameters = new(
        QueryParameter.Text("email", LongestEmail, "Only whoever has this primary address; its case does not matter.", "must be an e-mail address."),
        QueryParameter.OneOf("status", "Only those who are.", Pending, Active, Deleted),
        PageQuery<UserId>.LimitParameter,
        PageQuery<UserId>.CursorParameter);

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
            Pending => UserStatus.Pending,
            Active => UserStatus.Active,
            Deleted => UserStatus.Deleted,
            _ => null,
        },
        PageQuery<UserId>.Of(values));
}
