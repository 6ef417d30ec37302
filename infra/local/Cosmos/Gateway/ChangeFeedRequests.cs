using System.Globalization;
using System.Text.Json;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>
/// The change feed, latest version: each item once, as it now is, in the order of the last writes ("Change feed in Azure Cosmos
/// DB"). A reader's place is the log sequence number of the last write it has seen, which it is given as an etag.
/// </summary>
internal static class ChangeFeedRequests
{
    private const string LatestVersion = "Incremental Feed";
    private const string Now = "*";

    public static GatewayResponse Answer(CosmosStore store, LoopbackRequest request, string[] path)
    {
        if (!string.Equals(request.Header(HeaderNames.IncrementalFeed), LatestVersion, StringComparison.OrdinalIgnoreCase))
        {
            throw RequestRefusedException.Unsupported("the change feed of all versions and deletes, only of the latest version");
        }

        var container = ContainerAnswer.Owner(store, path);
        var partitionKey = QueryRequests.Scope(container, request);
        // Before the items are looked at: what is written meanwhile is left for the next page.
        var seen = container.Lsn;
        var place = Start(request, seen);
        var since = place is null ? TimeOf(request.Header(HeaderNames.IfModifiedSince)) : null;
        var changes = container.ChangesAfter(place ?? 0)
            .Where(item => partitionKey is not { } key || item.Key.PartitionKey == key)
            .Where(item => since is not { } time || item.Timestamp >= time);
        var page = Page(changes, QueryRequests.MaxRows(request));
        var last = page is [.., var newest] ? newest.Lsn : Math.Max(place ?? 0, seen);
        var charge = RequestCharge.Query(page.Count, filtered: false, itemsRead: 0);
        var response = page.Count == 0
            ? new GatewayResponse(304) { Charge = charge }
            : GatewayResponse.Json(200, json => Write(json, container, page), charge);
        response
            .With(HeaderNames.Etag, string.Create(CultureInfo.InvariantCulture, $"\"{last}\""))
            .With(HeaderNames.ItemCount, page.Count.ToString(CultureInfo.InvariantCulture));
        return ContainerAnswer.WithHeaders(response, container, Math.Max(seen, last));
    }

    /// <summary>The last write seen; null for the beginning, or for a time.</summary>
    private static long? Start(LoopbackRequest request, long now) => request.Header(HeaderNames.IfNoneMatch) switch
    {
        null or "" => null,
        Now => now,
        var etag when long.TryParse(etag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var lsn) => lsn,
        var etag => throw RequestRefusedException.BadRequest($"'{etag}' is no place in the change feed."),
    };

    /// <summary>Unix seconds; items written in that second are among the changes.</summary>
    private static long? TimeOf(string? since) => since is null ? null
        : DateTimeOffset.TryParseExact(since, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeSeconds()
            : throw RequestRefusedException.BadRequest($"'{since}' is no time as RFC 1123 writes it.");

    private static List<StoredItem> Page(IEnumerable<StoredItem> changes, int maxItems)
    {
        var page = new List<StoredItem>();
        var bytes = 0;
        foreach (var item in changes)
        {
            page.Add(item);
            bytes += item.Json.Length;
            if (page.Count == maxItems || bytes >= Limits.PageBytes)
            {
                break;
            }
        }

        return page;
    }

    private static void Write(Utf8JsonWriter json, Container container, List<StoredItem> page)
    {
        json.WriteStartObject();
        json.WriteString("_rid"u8, container.Rid);
        json.WriteStartArray("Documents"u8);
        foreach (var item in page)
        {
            json.WriteRawValue(SystemProperties.WithLsn(item).Span, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteNumber("_count"u8, page.Count);
        json.WriteEndObject();
    }
}
