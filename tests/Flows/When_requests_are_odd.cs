using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Verbs, sizes and origins at the edge of what HTTP allows.</summary>
public sealed class When_requests_are_odd : IAsyncLifetime
{
    private const string FrontEnd = "http://localhost:3000";

    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData("/api/me", "DELETE, GET, HEAD, OPTIONS")]
    [InlineData("/api/users", "GET, HEAD, OPTIONS")]
    [InlineData("/api/users/usr_1/role", "PUT, OPTIONS")]
    [InlineData("/api/webhooks/clerk", "POST, OPTIONS")]
    public async Task Options_are_told(string path, string verbs)
    {
        var answer = await stack.Nobody().Send(HttpMethod.Options, path, null);

        Assert.Equal((204, ""), (answer.Status, answer.Text));
        Assert.Equal(verbs, string.Join(", ", answer.ContentHeaders.Allow));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task Options_of_nothing_are_not_found()
    {
        var answer = await stack.Nobody().Send(HttpMethod.Options, "/api/nothing", null);

        Assert.Equal((404, "unknown-address"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Page_of_an_authorized_party_may_ask_and_read()
    {
        var preflight = await stack.Nobody().Send(
            HttpMethod.Options, "/api/me", null, ("Origin", FrontEnd), ("Access-Control-Request-Method", "DELETE"));
        var refused = await stack.Nobody().Get("/api/me", ("Origin", FrontEnd));

        Assert.Equal(FrontEnd, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal("DELETE, GET, HEAD", Header(preflight, "Access-Control-Allow-Methods"));
        Assert.Contains("Authorization", Header(preflight, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Equal(401, refused.Status);
        Assert.Equal(FrontEnd, Header(refused, "Access-Control-Allow-Origin"));
        Assert.Contains("ETag", Header(refused, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Contains("Origin", refused.Headers.Vary);
    }

    [Theory]
    [InlineData("http://localhost:3001")]
    [InlineData("https://localhost:3000")]
    [InlineData("http://localhost:3000.evil.example")]
    [InlineData("null")]
    public async Task Page_of_another_origin_may_not(string origin)
    {
        var preflight = await stack.Nobody().Send(
            HttpMethod.Options, "/api/me", null, ("Origin", origin), ("Access-Control-Request-Method", "GET"));

        Assert.DoesNotContain(preflight.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        var client = stack.As(stack.SignUp());
        var got = await client.Get("/api/me");

        var head = await client.Send(HttpMethod.Head, "/api/me", null);

        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.Equal(got.ETag, head.ETag);
        Assert.Equal(got.ContentHeaders.ContentLength, head.ContentHeaders.ContentLength);
    }

    [Fact]
    public async Task Query_and_headers_have_limits()
    {
        var long_ = await stack.Nobody().Get("/api/me?" + new string('a', 3000));
        var large = await stack.Nobody().Get("/api/me", ("X-Large", new string('a', 17_000)));

        Assert.Equal((414, "query-too-long"), (long_.Status, long_.Code));
        Assert.Equal((431, "headers-too-large"), (large.Status, large.Code));
    }

    [Fact]
    public async Task Trace_id_of_the_caller_is_kept()
    {
        var answer = await stack.Nobody().Get("/api/me", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", answer["traceId"]);
    }

    private static string Header(ApiAnswer answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
