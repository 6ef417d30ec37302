using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class PartitionKeyContractTests(ConfiguredAccount account) : PartitionKeyContract<ConfiguredAccount>(account);

public sealed class PartitionKeyContractInMemoryTests(InMemoryAccount account) : PartitionKeyContract<InMemoryAccount>(account);

/// <summary>Every type a partition key can have.</summary>
public abstract class PartitionKeyContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(KeyTypes.All), MemberType = typeof(KeyTypes))]
    public async Task Item_is_found_under_its_key_alone(string name, string json)
    {
        var container = await account.ContainerAsync("/pk");
        var id = Guid.NewGuid().ToString("N");
        var item = new JsonObject { ["id"] = id, ["name"] = name };
        if (json.Length > 0)
        {
            item["pk"] = JsonNode.Parse(json);
        }

        // Once with the key given and once with the key the SDK finds in the item.
        await container.CreateItemAsync(item, KeyOf(json), cancellationToken: Cancelled);
        await container.UpsertItemAsync(item, cancellationToken: Cancelled);

        foreach (var (_, candidate) in KeyTypes.All.Select(row => row.Data))
        {
            var read = container.ReadItemAsync<JsonObject>(id, KeyOf(candidate), cancellationToken: Cancelled);
            Assert.Equal(candidate == json ? HttpStatusCode.OK : HttpStatusCode.NotFound, await StatusAsync(read));
        }
    }

    [Fact]
    public async Task Numbers_are_compared_by_value()
    {
        var container = await account.ContainerAsync("/pk");
        var id = Guid.NewGuid().ToString("N");
        var item = new JsonObject { ["id"] = id, ["pk"] = JsonNode.Parse("5.00") };

        await container.CreateItemAsync(item, new PartitionKey(5), cancellationToken: Cancelled);
        var read = await container.ReadItemAsync<JsonObject>(id, new PartitionKey(5), cancellationToken: Cancelled);

        Assert.Equal(id, (string?)read.Resource["id"]);
    }

    [Fact]
    public async Task Key_may_lie_below_another_property()
    {
        var container = await account.ContainerAsync("/owner/id");
        var id = Guid.NewGuid().ToString("N");
        var item = new JsonObject { ["id"] = id, ["owner"] = new JsonObject { ["id"] = "o1" } };

        await container.CreateItemAsync(item, cancellationToken: Cancelled);
        var read = await container.ReadItemAsync<JsonObject>(id, new PartitionKey("o1"), cancellationToken: Cancelled);

        Assert.Equal(id, (string?)read.Resource["id"]);
    }

    [Fact]
    public async Task Hierarchical_key_is_compared_level_by_level()
    {
        var container = await account.ContainerAsync("/tenant", "/user");
        var id = Guid.NewGuid().ToString("N");
        var key = new PartitionKeyBuilder().Add("A1").Add("B1").Build();
        var item = new JsonObject { ["id"] = id, ["tenant"] = "A1", ["user"] = "B1" };

        await container.CreateItemAsync(item, key, cancellationToken: Cancelled);
        await container.UpsertItemAsync(item, cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.OK, await ReadStatusAsync(container, id, "A1", "B1"));
        Assert.Equal(HttpStatusCode.NotFound, await ReadStatusAsync(container, id, "A1", "B2"));
        Assert.Equal(HttpStatusCode.NotFound, await ReadStatusAsync(container, id, "A1B1", ""));
    }

    [Fact]
    public async Task Key_longer_than_2_KB_is_refused()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New() with { Tenant = new string('x', 2049) };

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(container.CreateAsync(item)));
    }

    private static Task<HttpStatusCode> ReadStatusAsync(Container container, string id, string tenant, string user) =>
        StatusAsync(container.ReadItemAsync<JsonObject>(
            id, new PartitionKeyBuilder().Add(tenant).Add(user).Build(), cancellationToken: Cancelled));

    private static PartitionKey KeyOf(string json) => json.Length == 0 ? PartitionKey.None : JsonNode.Parse(json) switch
    {
        null => PartitionKey.Null,
        JsonValue value when value.TryGetValue<string>(out var text) => new PartitionKey(text),
        JsonValue value when value.TryGetValue<bool>(out var flag) => new PartitionKey(flag),
        var number => new PartitionKey((double)number),
    };
}

/// <summary>A key of each type, as JSON text; empty when the item has none.</summary>
public static class KeyTypes
{
    public static TheoryData<string, string> All => new()
    {
        { "string", "\"t1\"" },
        { "empty string", "\"\"" },
        { "string with escapes", "\"a\\\"b\\\\c\\u0001 ünï 🙂\"" },
        { "integer", "5" },
        { "fraction", "5.5" },
        { "negative", "-3" },
        { "true", "true" },
        { "false", "false" },
        { "null", "null" },
        { "none", "" },
    };
}
