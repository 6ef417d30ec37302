using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class ItemContractTests(ConfiguredAccount account) : ItemContract<ConfiguredAccount>(account);

public sealed class ItemContractInMemoryTests(InMemoryAccount account) : ItemContract<InMemoryAccount>(account);

/// <summary>One item: created, read, replaced, upserted, deleted.</summary>
public abstract class ItemContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Created_item_is_read_back()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New() with { Name = "Zoë \"quoted\" 日本" };

        var created = await container.CreateAsync(item);
        var read = await container.ReadAsync(item);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(item, created.Resource);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(item, read.Resource);
        Assert.Equal(created.ETag, read.ETag);
        Assert.True(read.RequestCharge >= 1);
        Assert.True(Guid.TryParse(read.ActivityId, out _));
        Assert.Matches(@"^0:-?\d+#\d+", read.Headers.Session);
    }

    [Fact]
    public async Task Partition_key_is_taken_from_the_item_when_not_given()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();

        await container.CreateItemAsync(item, cancellationToken: Cancelled);

        Assert.Equal(item, (await container.ReadAsync(item)).Resource);
    }

    [Fact]
    public async Task Creating_an_existing_item_is_a_conflict()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        await container.CreateAsync(item);

        var again = container.CreateAsync(item with { Version = 2 });

        Assert.Equal((HttpStatusCode.Conflict, 0), await FailureAsync(again));
        Assert.Equal(1, (await container.ReadAsync(item)).Resource.Version);
    }

    [Fact]
    public async Task Same_id_under_another_partition_key_is_another_item()
    {
        var container = await account.ContainerAsync("/tenant");
        var one = Item.New();
        var other = one with { Tenant = "t2", Version = 2 };

        await container.CreateAsync(one);
        await container.CreateAsync(other);

        Assert.Equal(one, (await container.ReadAsync(one)).Resource);
        Assert.Equal(other, (await container.ReadAsync(other)).Resource);
    }

    [Fact]
    public async Task Partition_key_that_is_not_the_items_own_is_refused()
    {
        var container = await account.ContainerAsync("/tenant");

        var create = container.CreateItemAsync(Item.New(), new PartitionKey("another"), cancellationToken: Cancelled);

        Assert.Equal((HttpStatusCode.BadRequest, 1001), await FailureAsync(create));
    }

    [Fact]
    public async Task Missing_item_is_not_found_by_read_replace_and_delete()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var notFound = (HttpStatusCode.NotFound, 0);

        Assert.Equal(notFound, await FailureAsync(container.ReadAsync(item)));
        Assert.Equal(notFound, await FailureAsync(container.ReplaceAsync(item)));
        Assert.Equal(notFound, await FailureAsync(container.DeleteAsync(item)));
    }

    [Fact]
    public async Task Upsert_creates_then_replaces()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();

        var first = await container.UpsertAsync(item);
        var second = await container.UpsertAsync(item with { Version = 2 });

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(2, (await container.ReadAsync(item)).Resource.Version);
    }

    [Fact]
    public async Task Replaced_item_keeps_its_resource_id()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var created = await container.CreateItemAsync(Json(item), item.Key(), cancellationToken: Cancelled);

        var replaced = await container.ReplaceItemAsync(Json(item with { Version = 2 }), item.Id, item.Key(), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal(2, (int?)replaced.Resource["version"]);
        Assert.Equal((string?)created.Resource["_rid"], (string?)replaced.Resource["_rid"]);
    }

    [Fact]
    public async Task Deleted_item_is_gone_and_can_be_created_again()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        await container.CreateAsync(item);

        var deleted = await container.DeleteAsync(item);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(container.ReadAsync(item)));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(container.CreateAsync(item)));
    }

    [Fact]
    public async Task Write_without_content_answers_the_etag_alone()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var quiet = new ItemRequestOptions { EnableContentResponseOnWrite = false };

        var created = await container.CreateAsync(item, quiet);
        var upserted = await container.UpsertAsync(item with { Version = 2 }, quiet);
        var read = await container.ReadAsync(item);

        Assert.Equal((HttpStatusCode.Created, null), (created.StatusCode, created.Resource));
        Assert.Equal((HttpStatusCode.OK, null), (upserted.StatusCode, upserted.Resource));
        Assert.Equal(read.ETag, upserted.ETag);
        Assert.Equal(2, read.Resource.Version);
    }

    [Fact]
    public async Task System_properties_are_the_stores_own_whatever_the_caller_sends()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var forged = Json(item);
        forged.Insert(0, "_ts", 1);
        forged["_rid"] = "forged";
        forged["_etag"] = null;
        forged["_self"] = new JsonObject { ["forged"] = true };
        forged["_attachments"] = "forged/";

        var created = await container.CreateItemAsync(forged, item.Key(), cancellationToken: Cancelled);

        var stored = created.Resource;
        Assert.Equal(created.ETag, (string?)stored["_etag"]);
        Assert.Equal("attachments/", (string?)stored["_attachments"]);
        Assert.EndsWith($"/docs/{(string?)stored["_rid"]}/", (string?)stored["_self"], StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), (long)stored["_ts"]!, tolerance: 300d);
        Assert.Equal(["id", "tenant", "version", "name"], stored.Select(property => property.Key).Take(4));
    }

    [Fact]
    public async Task Numbers_and_nesting_keep_their_text()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        var text = $$$"""{"id":"{{{item.Id}}}","tenant":"t1","big":9007199254740993,"list":[1.50,{"a":null}],"empty":{}}""";
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));

        using var created = await container.CreateItemStreamAsync(body, item.Key(), cancellationToken: Cancelled);
        using var read = await container.ReadItemStreamAsync(item.Id, item.Key(), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var json = await JsonDocument.ParseAsync(read.Content, cancellationToken: Cancelled);
        Assert.Equal("9007199254740993", json.RootElement.GetProperty("big").GetRawText());
        Assert.Equal("{}", json.RootElement.GetProperty("empty").GetRawText());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("list")[1].GetProperty("a").ValueKind);
        Assert.Equal(1.5, json.RootElement.GetProperty("list")[0].GetDouble());
    }

    [Fact]
    public async Task Replace_cannot_change_the_id()
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New();
        await container.CreateAsync(item);

        var renamed = container.ReplaceItemAsync(Item.New(), item.Id, item.Key(), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(renamed));
    }

    private static JsonObject Json(Item item) => JsonSerializer.SerializeToNode(item, JsonSerializerOptions.Web)!.AsObject();
}
