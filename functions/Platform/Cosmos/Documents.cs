using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;
using Serverless.Platform.Telemetry;
using Serverless.Platform.Telemetry.Vitals;

namespace Serverless.Platform.Cosmos;

/// <summary>A document as it stands in the store.</summary>
/// <param name="ETag">Names this state; a replacement that carries it fails once the document changed.</param>
public sealed record Stored<T>(T Value, string ETag);

/// <summary>
/// The documents of one container; where no partition is named, each is its own. All knowledge of the store's status codes is
/// in here: callers see a document, null, or "somebody else was faster"; anything else is an exception.
/// The stream methods of the SDK are used because a missing document is an ordinary answer here, not an exception.
/// </summary>
/// <param name="container">Asked for on first use, as is <paramref name="json"/>: the SDK alone would be half of the app's start.</param>
public sealed class Documents<T>(Lazy<Container> container, Lazy<JsonTypeInfo<T>> json, VitalSigns vitals, TimeProvider clock)
    where T : class
{
    /// <summary>Longest wait for one call. The SDK by itself waits 65 seconds and, for an unreachable account, longer.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(100);

    /// <summary>Of a query's page in memory; with documents of a few KB well below the service's 4 MB.</summary>
    private const int RowsPerPage = 500;

    private Container Container => container.Value;

    private JsonTypeInfo<T> Json => json.Value;

    /// <summary>The document, or null if there is none.</summary>
    public Task<Stored<T>?> Find(string id, CancellationToken cancellation) => Find(id, id, cancellation);

    /// <inheritdoc cref="Find(string, CancellationToken)"/>
    public async Task<Stored<T>?> Find(string partition, string id, CancellationToken cancellation)
    {
        using var response = await InTime(
            "read_item", token => Container.ReadItemStreamAsync(id, new PartitionKey(partition), null, token), cancellation);
        return response.StatusCode == HttpStatusCode.NotFound && !SaysNothing(response)
            ? null
            : new Stored<T>(await Read(response, cancellation), response.Headers.ETag);
    }

    /// <summary>False if a document of this id exists already in its partition.</summary>
    public Task<bool> TryCreate(string partition, T document, CancellationToken cancellation) =>
        TryWrite(
            "create_item", document, (body, token) => Container.CreateItemStreamAsync(body, new PartitionKey(partition), null, token), cancellation);

    /// <summary>False if the document is no longer the one that <paramref name="etag"/> names.</summary>
    public Task<bool> TryReplace(string id, T document, string etag, CancellationToken cancellation) =>
        TryReplace(id, id, document, etag, cancellation);

    /// <inheritdoc cref="TryReplace(string, T, string, CancellationToken)"/>
    public Task<bool> TryReplace(string partition, string id, T document, string etag, CancellationToken cancellation) =>
        TryWrite(
            "replace_item",
            document,
            (body, token) => Container.ReplaceItemStreamAsync(
                body, id, new PartitionKey(partition), new ItemRequestOptions { IfMatchEtag = etag }, token),
            cancellation);

    /// <summary>False if the document is no longer the one that <paramref name="etag"/> names, or is not there.</summary>
    public async Task<bool> TryDelete(string partition, string id, string etag, CancellationToken cancellation)
    {
        var options = new ItemRequestOptions { IfMatchEtag = etag };
        using var response = await InTime(
            "delete_item", token => Container.DeleteItemStreamAsync(id, new PartitionKey(partition), options, token), cancellation);
        return WasDone(response);
    }

    /// <summary>Documents that a query selects, read a page at a time while they are taken.</summary>
    /// <param name="sql">Its holes become parameters; it must select whole documents.</param>
    /// <param name="partition">The only one looked in; null for all.</param>
    public async IAsyncEnumerable<Stored<T>> Query(
        FormattableString sql, string? partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in Rows(sql, partition, cancellation))
        {
            yield return new Stored<T>(
                row.Deserialize(Json) ?? throw new JsonException($"A document of '{Container.Id}' is null."), row.GetProperty("_etag").GetString()!);
        }
    }

    /// <summary>How many documents fulfil a condition, over all partitions.</summary>
    /// <param name="condition">What follows WHERE; its holes become parameters.</param>
    public Task<long> Count(FormattableString condition, CancellationToken cancellation) => Count(condition, partition: null, cancellation);

    /// <inheritdoc cref="Count(FormattableString, CancellationToken)"/>
    /// <param name="partition">The only one looked in; null for all.</param>
    public async Task<long> Count(FormattableString condition, string? partition, CancellationToken cancellation)
    {
        var count = FormattableStringFactory.Create("SELECT VALUE COUNT(1) FROM c WHERE " + condition.Format, condition.GetArguments());
        var total = 0L;
        await foreach (var row in Rows(count, partition, cancellation))
        {
            total += row.GetInt64();
        }

        return total;
    }

    private async IAsyncEnumerable<JsonElement> Rows(
        FormattableString sql, string? partition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var options = new QueryRequestOptions
        {
            PartitionKey = partition is null ? null : new PartitionKey(partition),
            MaxItemCount = RowsPerPage,
        };
        using var pages = Container.GetItemQueryStreamIterator(Sql.Of(sql), requestOptions: options);
        while (pages.HasMoreResults)
        {
            using var response = await InTime("query_items", pages.ReadNextAsync, cancellation);
            response.EnsureSuccessStatusCode();
            using var page = await JsonDocument.ParseAsync(response.Content, cancellationToken: cancellation);
            foreach (var row in page.RootElement.GetProperty("Documents").EnumerateArray())
            {
                yield return row;
            }
        }
    }

    private async Task<bool> TryWrite(
        string operation, T document, Func<Stream, CancellationToken, Task<ResponseMessage>> write, CancellationToken cancellation)
    {
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, Json), writable: false);
        using var response = await InTime(operation, token => write(body, token), cancellation);
        return WasDone(response);
    }

    private static bool WasDone(ResponseMessage response)
    {
        if (SaysNo(response))
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        return true;
    }

    private async Task<T> Read(ResponseMessage response, CancellationToken cancellation)
    {
        response.EnsureSuccessStatusCode();
        return await JsonSerializer.DeserializeAsync(response.Content, Json, cancellation)
            ?? throw new JsonException($"A document of '{Container.Id}' is null.");
    }

    private static bool SaysNo(ResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound && !SaysNothing(response);

    private async Task<ResponseMessage> InTime(
        string operation, Func<CancellationToken, Task<ResponseMessage>> call, CancellationToken cancellation)
    {
        using var span = StoreSpans.Start(operation, Container);
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var response = await call(either.Token);
            Cost.AddRequestUnits(response.Headers.RequestCharge);
            vitals.StoreAnswered(WasThrottled(response));
            span.Answered(response, isOrdinary: SaysNo(response));
            return response;
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            var timeout = new TimeoutException($"'{Container.Id}' did not answer within {Deadline.TotalSeconds:0} s.", late);
            span.Fail(timeout);
            throw timeout;
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            throw;
        }
    }

    /// <summary>
    /// In the end, or in tries that the SDK repeated by itself. It tells of those in a text only, which is not made for calls that were
    /// not slow: nobody has felt them.
    /// </summary>
    private static bool WasThrottled(ResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
        || (response.Diagnostics.GetClientElapsedTime() > Noticeable
            && response.Diagnostics.ToString().Contains("\"(429,", StringComparison.Ordinal));

    /// <summary>
    /// A missing container or a lagging replica is "not found" too, but says nothing about the document; the service
    /// tells them apart by a substatus (https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb).
    /// </summary>
    private static bool SaysNothing(ResponseMessage response) =>
        response.Headers.TryGetValue("x-ms-substatus", out var substatus) && substatus is not (null or "" or "0");
}
