using System.Collections.Specialized;
using System.Globalization;
using Serverless.Platform.Ids;

namespace Serverless.Platform.Http;

/// <summary>Which page of a list in the order of ids of one kind.</summary>
/// <param name="After">The last one of the page before; null for the first page.</param>
public sealed record PageQuery<TId>(int Limit, TId? After)
    where TId : InternalId<TId>, IInternalId<TId>
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 200;

#pragma warning disable CA1000 // There is one set of parameters for each kind of id.
    public static readonly QueryParameter LimitParameter =
        QueryParameter.Number("limit", 1, LargestLimit, "Of what is on a page.", unlessGiven: DefaultLimit);

    public static readonly QueryParameter CursorParameter =
        QueryParameter.Id("cursor", TId.Prefix, "The `next` of the page before.", "must be the next of the page before.");

    public static readonly QueryParameters Parameters = new(LimitParameter, CursorParameter);

    /// <summary>The query, or why it cannot be answered.</summary>
    public static (PageQuery<TId>? Query, Problem? Refusal) Read(NameValueCollection query)
    {
        var (values, refusal) = Parameters.Read(query);
        return values is null ? (null, refusal) : (Of(values), null);
    }

    /// <param name="values">Of a query that was found acceptable.</param>
    public static PageQuery<TId> Of(IReadOnlyDictionary<string, string> values) => new(
        values.TryGetValue(LimitParameter.Name, out var limit) ? int.Parse(limit, CultureInfo.InvariantCulture) : DefaultLimit,
        values.TryGetValue(CursorParameter.Name, out var after) ? InternalId<TId>.Parse(after) : null);
#pragma warning restore CA1000
}
