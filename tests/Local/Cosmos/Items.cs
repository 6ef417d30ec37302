using System.Net;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>An item for containers partitioned by <c>/tenant</c>.</summary>
public sealed record Item(string Id, string Tenant, int Version = 1, string? Name = null)
{
    public static Item New() => new(Guid.NewGuid().ToString("N"), "t1");

    public PartitionKey Key() => new(Tenant);
}

/// <summary>The SDK's calls for an <see cref="Item"/> under its own key.</summary>
internal static class ItemCalls
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<ItemResponse<Item>> CreateAsync(this Container container, Item item, ItemRequestOptions? options = null) =>
        container.CreateItemAsync(item, item.Key(), options, Cancelled);

    public static Task<ItemResponse<Item>> ReadAsync(this Container container, Item item, ItemRequestOptions? options = null) =>
        container.ReadItemAsync<Item>(item.Id, item.Key(), options, Cancelled);

    public static Task<ItemResponse<Item>> UpsertAsync(this Container container, Item item, ItemRequestOptions? options = null) =>
        container.UpsertItemAsync(item, item.Key(), options, Cancelled);

    public static Task<ItemResponse<Item>> ReplaceAsync(this Container container, Item item, ItemRequestOptions? options = null) =>
        container.ReplaceItemAsync(item, item.Id, item.Key(), options, Cancelled);

    public static Task<ItemResponse<Item>> DeleteAsync(this Container container, Item item, ItemRequestOptions? options = null) =>
        container.DeleteItemAsync<Item>(item.Id, item.Key(), options, Cancelled);
}

internal static class Failures
{
    /// <summary>The status and substatus a call failed with.</summary>
    public static async Task<(HttpStatusCode Status, int Substatus)> FailureAsync(Task call)
    {
        var failure = await Assert.ThrowsAsync<CosmosException>(() => call);
        return (failure.StatusCode, failure.SubStatusCode);
    }

    public static async Task<HttpStatusCode> StatusAsync<T>(Task<ItemResponse<T>> call)
    {
        try
        {
            return (await call).StatusCode;
        }
        catch (CosmosException failure)
        {
            return failure.StatusCode;
        }
    }
}
