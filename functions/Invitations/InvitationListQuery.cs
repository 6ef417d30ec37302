using System.Collections.Specialized;
using Serverless.Platform.Http;

namespace Serverless.Invitations;

/// <summary>Which invitations are listed, in the order in which they were made.</summary>
/// <param name="Status">As it is written; null for any.</param>
public sealed record InvitationListQuery(string? Status, PageQuery<InvitationId> Page)
{
    public static readonly QueryParameters Parameters = new(
        QueryParameter.OneOf(
            "status", "Only those that stand so.", "requested", "sent", "accepted", "revoked", "expired", "superseded", "failed"),
        PageQuery<InvitationId>.LimitParameter,
        PageQuery<InvitationId>.CursorParameter);

    /// <summary>The query, or why it cannot be answered.</summary>
    public static (InvitationListQuery? Query, Problem? Refusal) Read(NameValueCollection query)
    {
        var (values, refusal) = Parameters.Read(query);
        return values is null ? (null, refusal) : (new(values.GetValueOrDefault("status"), PageQuery<InvitationId>.Of(values)), null);
    }
}
