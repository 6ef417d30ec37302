namespace Local.Cosmos.Http;

/// <summary>Headers of requests and responses ("Common Azure Cosmos DB REST request headers" and "response headers").</summary>
internal static class HeaderNames
{
    public const string Authorization = "authorization";
    public const string Date = "x-ms-date";
    public const string ActivityId = "x-ms-activity-id";
    public const string PartitionKey = "x-ms-documentdb-partitionkey";
    public const string IsUpsert = "x-ms-documentdb-is-upsert";
    public const string IsQuery = "x-ms-documentdb-isquery";
    public const string IsQueryPlan = "x-ms-cosmos-is-query-plan-request";
    public const string IsBatch = "x-ms-cosmos-is-batch-request";
    public const string IsAtomicBatch = "x-ms-cosmos-batch-atomic";
    public const string MaxItemCount = "x-ms-max-item-count";
    public const string Continuation = "x-ms-continuation";
    public const string StartOfRange = "x-ms-start-epk";
    public const string IncrementalFeed = "A-IM";
    public const string PreTrigger = "x-ms-documentdb-pre-trigger-include";
    public const string PostTrigger = "x-ms-documentdb-post-trigger-include";
    public const string IndexingDirective = "x-ms-indexing-directive";
    public const string IfMatch = "If-Match";
    public const string IfNoneMatch = "If-None-Match";
    public const string IfModifiedSince = "If-Modified-Since";
    public const string Prefer = "Prefer";
    public const string Etag = "etag";
    public const string RequestCharge = "x-ms-request-charge";
    public const string SessionToken = "x-ms-session-token";
    public const string Substatus = "x-ms-substatus";
    public const string RetryAfter = "x-ms-retry-after-ms";
    public const string ItemCount = "x-ms-item-count";
    public const string Lsn = "lsn";
    public const string PartitionKeyRangeId = "x-ms-documentdb-partitionkeyrangeid";
    public const string NamePath = "x-ms-alt-content-path";
    public const string RidPath = "x-ms-content-path";
}
