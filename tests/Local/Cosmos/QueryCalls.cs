using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>An item worth asking about.</summary>
public sealed record Person(
    string Id, string Tenant, int Age, string Status = "active", string? Email = null, IReadOnlyList<string>? Tags = null)
{
    public PartitionKey Key() => new(Tenant);
}

/// <summary>The SDK's calls for queries.</summary>
internal static class QueryCalls
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Of <c>/tenant</c>, ordered by age and id by a composite index; <c>/secret</c> is not indexed.</summary>
    public static async Task<Container> PeopleAsync(this CosmosAccount account, params Person[] people)
    {
        Container container = await account.Database.CreateContainerAsync(
            new ContainerProperties($"c-{Guid.NewGuid():N}", "/tenant")
            {
                IndexingPolicy =
                {
                    IncludedPaths = { new IncludedPath { Path = "/*" } },
                    ExcludedPaths = { new ExcludedPath { Path = "/secret/?" } },
                    CompositeIndexes =
                    {
                        new Collection<CompositePath>
                        {
                            new() { Path = "/age", Order = CompositePathSortOrder.Ascending },
                            new() { Path = "/id", Order = CompositePathSortOrder.Descending },
                        },
                    },
                },
            },
            cancellationToken: Cancelled);
        foreach (var person in people)
        {
            await container.CreateItemAsync(person, person.Key(), cancellationToken: Cancelled);
        }

        return container;
    }

    /// <summary>Numbered people, alternately of two tenants, of ages from 20 to 24.</summary>
    public static Person[] Crowd(int count) =>
        Enumerable.Range(0, count).Select(number => new Person($"p{number:d3}", number % 2 == 0 ? "t1" : "t2", 20 + number % 5)).ToArray();

    /// <summary>All results, as JSON text.</summary>
    public static async Task<List<string>> JsonAsync(this Container container, string query, params (string Name, object? Value)[] parameters) =>
        (await container.AllAsync<JsonElement>(Query(query, parameters))).ConvertAll(row => row.GetRawText());

    /// <summary>Ids of all results.</summary>
    public static async Task<List<string>> IdsAsync(
        this Container container, string query, string? tenant = null, params (string Name, object? Value)[] parameters) =>
        (await container.AllAsync<JsonObject>(Query(query, parameters), tenant)).ConvertAll(row => (string)row["id"]!);

    public static async Task<List<T>> AllAsync<T>(this Container container, QueryDefinition query, string? tenant = null, int? pageSize = null)
    {
        var all = new List<T>();
        using var pages = container.GetItemQueryIterator<T>(query, requestOptions: Options(tenant, pageSize));
        while (pages.HasMoreResults)
        {
            var page = await pages.ReadNextAsync(Cancelled);
            Assert.True(page.Count <= (pageSize ?? int.MaxValue));
            all.AddRange(page);
        }

        return all;
    }

    /// <summary>One page, by an iterator that knows nothing but the token of the page before.</summary>
    public static async Task<FeedResponse<JsonObject>> PageAsync(this Container container, string query, string? continuation, int size, string? tenant = null)
    {
        using var pages = container.GetItemQueryIterator<JsonObject>(query, continuation, Options(tenant, size));
        return await pages.ReadNextAsync(Cancelled);
    }

    public static QueryDefinition Query(string text, params (string Name, object? Value)[] parameters) =>
        parameters.Aggregate(new QueryDefinition(text), (query, parameter) => query.WithParameter(parameter.Name, parameter.Value));

    private static QueryRequestOptions Options(string? tenant, int? pageSize) => new()
    {
        PartitionKey = tenant is null ? null : new PartitionKey(tenant),
        MaxItemCount = pageSize,
    };
}
