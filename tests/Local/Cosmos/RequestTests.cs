using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Local.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

public sealed class RequestOverSocketTests() : RequestTests(emulator => new SocketsHttpHandler());

public sealed class RequestInMemoryTests() : RequestTests(emulator => emulator.CreateHandler());

/// <summary>Requests the SDK would not send, and headers it does not show: the same over a socket and without one.</summary>
public abstract class RequestTests(Func<CosmosEmulator, HttpMessageHandler> connect) : IAsyncLifetime
{
    private const string Docs = "/dbs/app/colls/users/docs";
    private static readonly (string Name, string Value) Key = ("x-ms-documentdb-partitionkey", """["t1"]""");

    private CosmosEmulator emulator = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        emulator = await CosmosEmulator.StartAsync(new CosmosEmulatorOptions { VerifySignature = false }, Cancelled);
        http = new HttpClient(connect(emulator)) { BaseAddress = emulator.Endpoint };
        await SendAsync("POST", "/dbs", """{"id":"app"}""");
        await SendAsync("POST", "/dbs/app/colls", """{"id":"users","partitionKey":{"paths":["/tenant"]}}""");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Created_item_is_answered_with_all_headers()
    {
        var activity = Guid.NewGuid().ToString();

        var created = await SendAsync("POST", Docs, """{"id":"u1","tenant":"t1"}""", Key, ("x-ms-activity-id", activity));

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("application/json", created.ContentType);
        Assert.Equal(created.Json["_etag"]!.GetValue<string>(), created.Headers["etag"]);
        Assert.Equal("0:-1#1", created.Headers["x-ms-session-token"]);
        Assert.Equal("1", created.Headers["lsn"]);
        Assert.Equal("5.91", created.Headers["x-ms-request-charge"]);
        Assert.Equal("0", created.Headers["x-ms-documentdb-partitionkeyrangeid"]);
        Assert.Equal("dbs/app/colls/users", created.Headers["x-ms-alt-content-path"]);
        Assert.Equal(activity, created.Headers["x-ms-activity-id"]);
        Assert.Contains($"/colls/{created.Headers["x-ms-content-path"]}/docs/", (string?)created.Json["_self"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("\"t1\"")]
    [InlineData("[]")]
    [InlineData("""["t1","t2"]""")]
    [InlineData("""[["t1"]]""")]
    [InlineData("""[{"a":1}]""")]
    [InlineData("[1e999]")]
    [InlineData("""["\ud800"]""")]
    public async Task Partition_key_header_that_is_no_key_is_refused(string header)
    {
        var read = await SendAsync("GET", $"{Docs}/u1", null, ("x-ms-documentdb-partitionkey", header));

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (read.Status, read.Json["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Missing_partition_key_header_is_refused_with_its_substatus()
    {
        var created = await SendAsync("POST", Docs, """{"id":"u1","tenant":"t1"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "1001"), (created.Status, created.Headers["x-ms-substatus"]));
    }

    [Theory]
    [InlineData("""{"id":"u1","tenant":"t1"} x""")]
    [InlineData("""{"id":"u1","tenant":"t1","tenant":"t1"}""")]
    [InlineData("""{"id":"\ud800","tenant":"t1"}""")]
    [InlineData("""{"id":"u1","tenant":"\ud800"}""")]
    public async Task Item_that_is_not_sound_JSON_is_refused(string body)
    {
        var created = await SendAsync("POST", Docs, body, Key);

        Assert.Equal(HttpStatusCode.BadRequest, created.Status);
    }

    [Fact]
    public async Task Item_that_is_not_UTF_8_is_refused()
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"u1","tenant":"t1","name":"?"}""");
        body[^3] = 0xFF;

        var created = await SendContentAsync("POST", Docs, new ByteArrayContent(body), Key);

        Assert.Equal(HttpStatusCode.BadRequest, created.Status);
    }

    [Theory]
    [InlineData(127, HttpStatusCode.Created)]
    [InlineData(128, HttpStatusCode.BadRequest)]
    public async Task Item_may_be_nested_128_levels_deep(int arrays, HttpStatusCode expected)
    {
        var body = $$"""{"id":"u1","tenant":"t1","deep":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";

        var created = await SendAsync("POST", Docs, body, Key);

        Assert.Equal(expected, created.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_over_the_limit_is_refused_whether_or_not_its_length_is_announced(bool announced)
    {
        var body = new ByteArrayContent(new byte[5 * 1024 * 1024]);

        var created = await SendContentAsync("POST", Docs, body, announced ? Key : ("Transfer-Encoding", "chunked"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, created.Status);
        Assert.Equal("RequestEntityTooLarge", created.Json["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "/dbs/app/colls/users/docs/a%2Fb", HttpStatusCode.NotFound)]
    [InlineData("GET", "/dbs/app/colls/users/docs/a/b", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dbs//colls", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/a/b/c/d/e/f/g/h/i", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "/dbs/app", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/dbs/app/colls/missing/pkranges", HttpStatusCode.NotFound)]
    [InlineData("GET", "/dbs/missing/colls/users/docs/u1", HttpStatusCode.NotFound)]
    public async Task Path_decides_the_answer(string method, string path, HttpStatusCode expected)
    {
        var answer = await SendAsync(method, path, null, Key);

        Assert.Equal(expected, answer.Status);
        Assert.NotEmpty(answer.Json["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Partition_key_ranges_are_asked_by_resource_id_until_not_modified()
    {
        var container = await SendAsync("GET", "/dbs/app/colls/users", null);
        var path = $"/{container.Json["_self"]!.GetValue<string>()}pkranges";

        var first = await SendAsync("GET", path, null);
        var second = await SendAsync("GET", path, null, ("If-None-Match", first.Headers["etag"]));
        await SendAsync("DELETE", "/dbs/app/colls/users", null);
        var gone = await SendAsync("GET", path, null);

        var range = Assert.Single(first.Json["PartitionKeyRanges"]!.AsArray())!;
        Assert.Equal(("0", "", "FF"), ((string?)range["id"], (string?)range["minInclusive"], (string?)range["maxExclusive"]));
        Assert.EndsWith("UA==", (string?)range["_rid"], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotModified, first.Headers["etag"]), (second.Status, second.Headers["etag"]));
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"partitionKey":{"paths":["/a"]}}""")]
    [InlineData("""{"id":"x/y","partitionKey":{"paths":["/a"]}}""")]
    [InlineData("""{"id":"x"}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":[]}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["a"]}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a/*"]}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a","/b"]}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a"],"kind":"Range"}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a","/b","/c","/d"],"kind":"MultiHash"}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a"]},"computedProperties":[{}]}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a"]},"conflictResolutionPolicy":{"mode":"Custom"}}""")]
    [InlineData("""{"id":"x","partitionKey":{"paths":["/a"]},"indexingPolicy":5}""")]
    public async Task Container_that_cannot_be_had_as_asked_is_refused(string definition)
    {
        var created = await SendAsync("POST", "/dbs/app/colls", definition);

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (created.Status, created.Json["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Databases_are_limited_in_number()
    {
        for (var number = 1; number < 500; number++)
        {
            await SendAsync("POST", "/dbs", $$"""{"id":"d{{number}}"}""");
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("POST", "/dbs", """{"id":"one too many"}""")).Status);
    }

    private Task<Answer> SendAsync(string method, string path, string? body, params (string Name, string Value)[] headers) =>
        SendContentAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8), headers);

    private async Task<Answer> SendContentAsync(
        string method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, Cancelled);
        return await Answer.ReadAsync(response);
    }

    private sealed record Answer(HttpStatusCode Status, Dictionary<string, string> Headers, string? ContentType, string Body)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public static async Task<Answer> ReadAsync(HttpResponseMessage response)
        {
            var headers = response.Headers.NonValidated.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var body = await response.Content.ReadAsStringAsync(Cancelled);
            return new Answer(response.StatusCode, headers, response.Content.Headers.ContentType?.MediaType, body);
        }
    }
}
