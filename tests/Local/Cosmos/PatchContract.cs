using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class PatchContractTests(ConfiguredAccount account) : PatchContract<ConfiguredAccount>(account);

public sealed class PatchContractInMemoryTests(InMemoryAccount account) : PatchContract<InMemoryAccount>(account);

/// <summary>Parts of an item changed in place, unconditionally and not.</summary>
public abstract class PatchContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static readonly PartitionKey Key = new("t1");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(PatchCases.Possible), MemberType = typeof(PatchCases))]
    public async Task Operations_are_done_in_order(PatchOperation[] operations, string expected)
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);

        var patched = await container.PatchItemAsync<JsonObject>(id, Key, operations, cancellationToken: Cancelled);
        var read = await container.ReadItemAsync<JsonObject>(id, Key, cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        Assert.Equal(patched.ETag, read.ETag);
        Assert.Equal(expected, Content(patched.Resource));
        Assert.Equal(expected, Content(read.Resource));
    }

    [Theory]
    [MemberData(nameof(PatchCases.Impossible), MemberType = typeof(PatchCases))]
    public async Task Patch_that_cannot_be_done_whole_is_not_done_at_all(PatchOperation impossible)
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);

        var patch = container.PatchItemAsync<JsonObject>(id, Key, [PatchOperation.Set("/n", 5), impossible], cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, (await FailureAsync(patch)).Status);
        Assert.Equal(1, (int)(await container.ReadItemAsync<JsonObject>(id, Key, cancellationToken: Cancelled)).Resource["n"]!);
    }

    [Fact]
    public async Task Condition_decides()
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);
        var ifOne = new PatchItemRequestOptions { FilterPredicate = "FROM c WHERE c.n < 2 AND (NOT IS_DEFINED(c.gone))" };

        var first = await container.PatchItemAsync<JsonObject>(id, Key, [PatchOperation.Set("/n", 2)], ifOne, Cancelled);
        var second = container.PatchItemAsync<JsonObject>(id, Key, [PatchOperation.Set("/n", 3)], ifOne, Cancelled);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal((HttpStatusCode.PreconditionFailed, 1110), await FailureAsync(second));
    }

    [Fact]
    public async Task Etag_and_existence_are_looked_at()
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);
        var stale = new PatchItemRequestOptions { IfMatchEtag = "\"stale\"" };
        PatchOperation[] set = [PatchOperation.Set("/n", 2)];

        Assert.Equal((HttpStatusCode.PreconditionFailed, 0), await FailureAsync(container.PatchItemAsync<JsonObject>(id, Key, set, stale, Cancelled)));
        Assert.Equal((HttpStatusCode.NotFound, 0), await FailureAsync(container.PatchItemAsync<JsonObject>("missing", Key, set, cancellationToken: Cancelled)));
    }

    [Fact]
    public async Task Content_can_be_left_out_of_the_answer()
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);

        var patched = await container.PatchItemAsync<JsonObject>(
            id, Key, [PatchOperation.Set("/n", 2)], new() { EnableContentResponseOnWrite = false }, Cancelled);

        Assert.Null(patched.Resource);
        Assert.NotNull(patched.ETag);
    }

    [Fact]
    public async Task Increments_at_the_same_time_are_all_counted()
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(
            _ => container.PatchItemAsync<JsonObject>(id, Key, [PatchOperation.Increment("/n", 1)], cancellationToken: Cancelled)));

        Assert.Equal(51, (int)(await container.ReadItemAsync<JsonObject>(id, Key, cancellationToken: Cancelled)).Resource["n"]!);
    }

    [Theory]
    [InlineData("FROM c WHERE c.value = 1")]
    [InlineData("WHERE c.n = 1")]
    [InlineData("FROM c ORDER BY c.n")]
    public async Task Condition_that_is_no_condition_is_refused(string condition)
    {
        var container = await account.ContainerAsync("/tenant");
        var id = await CreateAsync(container);

        var patch = container.PatchItemAsync<JsonObject>(
            id, Key, [PatchOperation.Set("/n", 2)], new() { FilterPredicate = condition }, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, (await FailureAsync(patch)).Status);
    }

    private static async Task<string> CreateAsync(Container container)
    {
        var id = Guid.NewGuid().ToString("N");
        var item = new JsonObject { ["id"] = id, ["tenant"] = "t1", ["n"] = 1, ["list"] = new JsonArray(1, 2), ["in"] = new JsonObject { ["a"] = "x" } };
        await container.CreateItemAsync(item, Key, cancellationToken: Cancelled);
        return id;
    }

    /// <summary>Without the key and the system's own properties.</summary>
    private static string Content(JsonObject item)
    {
        foreach (var name in item.Select(property => property.Key).Where(name => name is "id" or "tenant" || name[0] == '_').ToList())
        {
            item.Remove(name);
        }

        return item.ToJsonString();
    }
}

public static class PatchCases
{
    /// <summary>On <c>{"n":1,"list":[1,2],"in":{"a":"x"}}</c>, with what comes of it.</summary>
    public static TheoryData<PatchOperation[], string> Possible => new()
    {
        { [PatchOperation.Set("/n", 5)], """{"n":5,"list":[1,2],"in":{"a":"x"}}""" },
        { [PatchOperation.Set("/list/0", 9), PatchOperation.Set("/new", (string?)null)], """{"n":1,"list":[9,2],"in":{"a":"x"},"new":null}""" },
        { [PatchOperation.Add("/list/1", 7), PatchOperation.Add("/list/-", 8)], """{"n":1,"list":[1,7,2,8],"in":{"a":"x"}}""" },
        { [PatchOperation.Add("/in/a~1b", "y")], """{"n":1,"list":[1,2],"in":{"a":"x","a/b":"y"}}""" },
        { [PatchOperation.Replace("/in", new { b = true })], """{"n":1,"list":[1,2],"in":{"b":true}}""" },
        { [PatchOperation.Remove("/list/0"), PatchOperation.Remove("/in/a")], """{"n":1,"list":[2],"in":{}}""" },
        { [PatchOperation.Increment("/n", 2), PatchOperation.Increment("/fresh", 1.5)], """{"n":3,"list":[1,2],"in":{"a":"x"},"fresh":1.5}""" },
        { [PatchOperation.Move("/in/a", "/moved")], """{"n":1,"list":[1,2],"in":{},"moved":"x"}""" },
    };

    public static TheoryData<PatchOperation> Impossible => new()
    {
        PatchOperation.Replace("/missing", 1),
        PatchOperation.Remove("/missing"),
        PatchOperation.Set("/missing/below", 1),
        PatchOperation.Add("/list/7", 1),
        PatchOperation.Increment("/in/a", 1),
        PatchOperation.Move("/missing", "/n"),
        PatchOperation.Set("/id", "other"),
        PatchOperation.Set("/tenant", "other"),
        PatchOperation.Set("/_ts", 1),
    };
}
