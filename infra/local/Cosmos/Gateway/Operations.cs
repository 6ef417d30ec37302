using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>Tells from method, path and headers what a request asks for.</summary>
internal static class Operations
{
    public static CosmosOperation Of(LoopbackRequest request)
    {
        try
        {
            return Of(request, ResourcePath.Parse(request.Path));
        }
        catch (RequestRefusedException)
        {
            return CosmosOperation.Other;
        }
    }

    public static CosmosOperation Of(LoopbackRequest request, ResourcePath path) => (request.Method, path.Segments) switch
    {
        ("GET", ["dbs", _, "colls", _, "docs", _]) => CosmosOperation.Read,
        ("POST", ["dbs", _, "colls", _, "docs"]) => OfPost(request),
        ("PUT", ["dbs", _, "colls", _, "docs", _]) => CosmosOperation.Replace,
        ("PATCH", ["dbs", _, "colls", _, "docs", _]) => CosmosOperation.Patch,
        ("DELETE", ["dbs", _, "colls", _, "docs", _]) => CosmosOperation.Delete,
        ("GET", ["dbs", _, "colls", _, "docs"]) =>
            request.Header(HeaderNames.IncrementalFeed) is null ? CosmosOperation.ReadFeed : CosmosOperation.ChangeFeed,
        ("POST", ["dbs"] or ["dbs", _, "colls"]) => IsQuery(request) ? CosmosOperation.Query : CosmosOperation.Metadata,
        ("GET", [] or ["dbs", _, "colls", _, "pkranges"]) => CosmosOperation.Metadata,
        ("GET", ["dbs"] or ["dbs", _] or ["dbs", _, "colls"] or ["dbs", _, "colls", _]) => CosmosOperation.Metadata,
        ("PUT", ["dbs", _, "colls", _]) => CosmosOperation.Metadata,
        ("DELETE", ["dbs", _] or ["dbs", _, "colls", _]) => CosmosOperation.Metadata,
        _ => CosmosOperation.Other,
    };

    /// <summary>Words for "the local Cosmos emulator does not support …".</summary>
    public static string Describe(CosmosOperation operation, LoopbackRequest request, ResourcePath path) => operation switch
    {
        CosmosOperation.Query => "queries for databases or containers",
        CosmosOperation.Batch => "bulk requests (AllowBulkExecution)",
        _ => (path.Segments.Length == 0 ? "" : path.IsFeed ? path.Segments[^1] : path.Segments[^2]) switch
        {
            "sprocs" => "stored procedures",
            "triggers" => "triggers",
            "udfs" => "user-defined functions",
            "offers" => "reading or changing throughput",
            _ => $"{request.Method} /{path.Text}",
        },
    };

    private static CosmosOperation OfPost(LoopbackRequest request) =>
        IsQuery(request) ? CosmosOperation.Query
        : request.IsTrue(HeaderNames.IsBatch) ? CosmosOperation.Batch
        : request.IsTrue(HeaderNames.IsUpsert) ? CosmosOperation.Upsert
        : CosmosOperation.Create;

    private static bool IsQuery(LoopbackRequest request) =>
        request.IsTrue(HeaderNames.IsQuery) || request.IsTrue(HeaderNames.IsQueryPlan)
        || request.Header("Content-Type")?.StartsWith("application/query+json", StringComparison.OrdinalIgnoreCase) == true;
}
