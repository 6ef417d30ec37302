using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Cosmos;

/// <summary>A document as it stands in the store.</summary>
/// <param name="ETag">Names this state; a replacement that carries it fails once the document changed.</param>
public sealed record Stored<T>(T Value, string ETag);

/// <summary>
/// The documents of one container, each its own partition. All knowledge of the store's status codes is in here:
/// callers see a document, null, or "somebody else was faster"; anything else is an exception.
/// The stream methods of the SDK are used because a missing document is an ordinary answer here, not an exception.
/// </summary>
public sealed class Documents<T>(Container container, JsonTypeInfo<T> json, TimeProvider clock)
    where T : class
{
    /// <summary>Longest wait for one call. The SDK by itself waits 65 seconds and, for an unreachable account, longer.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The document, or null if there is none.</summary>
    public async Task<Stored<T>?> Find(string id, CancellationToken cancellation)
    {
        using var response = await InTime(token => container.ReadItemStreamAsync(id, new PartitionKey(id), null, token), cancellation);
        return response.StatusCode == HttpStatusCode.NotFound && !SaysNothing(response)
            ? null
            : new Stored<T>(await Read(response, cancellation), response.Headers.ETag);
    }

    /// <summary>False if a document of this id exists already.</summary>
    public Task<bool> TryCreate(string id, T document, CancellationToken cancellation) =>
        TryWrite(document, (body, token) => container.CreateItemStreamAsync(body, new PartitionKey(id), null, token), cancellation);

    /// <summary>False if the document is no longer the one that <paramref name="etag"/> names.</summary>
    public Task<bool> TryReplace(string id, T document, string etag, CancellationToken cancellation) =>
        TryWrite(
            document,
            (body, token) => container.ReplaceItemStreamAsync(body, id, new PartitionKey(id), new ItemRequestOptions { IfMatchEtag = etag }, token),
            cancellation);

    private async Task<bool> TryWrite(T document, Func<Stream, CancellationToken, Task<ResponseMessage>> write, CancellationToken cancellation)
    {
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, json), writable: false);
        using var response = await InTime(token => write(body, token), cancellation);
        if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound
            && !SaysNothing(response))
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        return true;
    }

    private async Task<T> Read(ResponseMessage response, CancellationToken cancellation)
    {
        response.EnsureSuccessStatusCode();
        return await JsonSerializer.DeserializeAsync(response.Content, json, cancellation)
            ?? throw new JsonException($"A document of '{container.Id}' is null.");
    }

    private async Task<ResponseMessage> InTime(Func<CancellationToken, Task<ResponseMessage>> call, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var response = await call(either.Token);
            Cost.AddRequestUnits(response.Headers.RequestCharge);
            return response;
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"'{container.Id}' did not answer within {Deadline.TotalSeconds:0} s.", late);
        }
    }

    /// <summary>
    /// A missing container or a lagging replica is "not found" too, but says nothing about the document; the service
    /// tells them apart by a substatus (https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb).
    /// </summary>
    private static bool SaysNothing(ResponseMessage response) =>
        response.Headers.TryGetValue("x-ms-substatus", out var substatus) && substatus is not (null or "" or "0");
}
