using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class ItemLimitsContractTests(ConfiguredAccount account) : ItemLimitsContract<ConfiguredAccount>(account);

public sealed class ItemLimitsContractInMemoryTests(InMemoryAccount account) : ItemLimitsContract<InMemoryAccount>(account);

/// <summary>Which ids, sizes and bodies an item may have.</summary>
public abstract class ItemLimitsContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("with space")]
    [InlineData("plus+sign")]
    [InlineData("50 % off")]
    [InlineData("clerk|user_2abc")]
    [InlineData("ünï-日本-🙂")]
    [InlineData("a&b=c;d,e:f@g!$'(*)~\"<>^`{}[]")]
    public async Task Special_ids_are_found_again(string id)
    {
        var container = await account.ContainerAsync("/tenant");
        var item = Item.New() with { Id = id, Tenant = id };

        await container.UpsertAsync(item);

        Assert.Equal(item, (await container.ReadItemAsync<Item>(id, item.Key(), cancellationToken: Cancelled)).Resource);
        Assert.Equal(HttpStatusCode.NoContent, (await container.DeleteItemAsync<Item>(id, item.Key(), cancellationToken: Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData("back\\slash")]
    [InlineData("slash/slash")]
    [InlineData("what?")]
    [InlineData("number#1")]
    [InlineData("")]
    public async Task Forbidden_ids_are_refused(string id)
    {
        var container = await account.ContainerAsync("/tenant");
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { id, tenant = "t1" }));

        using var created = await container.CreateItemStreamAsync(body, new PartitionKey("t1"), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, created.StatusCode);
    }

    [Fact]
    public async Task Id_may_have_1023_bytes_and_no_more()
    {
        var container = await account.ContainerAsync("/tenant");
        var longest = Item.New() with { Id = new string('x', 1023) };
        var tooLong = Item.New() with { Id = new string('x', 1024) };

        await container.UpsertAsync(longest);

        Assert.Equal(longest, (await container.ReadAsync(longest)).Resource);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(container.CreateAsync(tooLong)));
    }

    [Fact]
    public async Task Item_of_almost_2_MB_is_stored_and_a_larger_one_refused()
    {
        var container = await account.ContainerAsync("/tenant");
        var large = Item.New() with { Name = new string('x', 2_000_000) };
        var tooLarge = Item.New() with { Name = new string('x', 2_200_000) };

        await container.CreateAsync(large);

        Assert.Equal(large, (await container.ReadAsync(large)).Resource);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            await StatusAsync(container.CreateAsync(tooLarge)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":\"x\",")]
    [InlineData("{\"tenant\":\"t1\"}")]
    [InlineData("{\"id\":5,\"tenant\":\"t1\"}")]
    public async Task What_is_not_an_item_is_refused(string text)
    {
        var container = await account.ContainerAsync("/tenant");
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));

        using var created = await container.CreateItemStreamAsync(body, new PartitionKey("t1"), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, created.StatusCode);
        Assert.NotEmpty(created.ErrorMessage);
    }
}
