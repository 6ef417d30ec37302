using System.Net;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>The HTTP door behaves as the real host's is documented to.</summary>
public sealed class HttpTriggerTests(ProbeApp app) : IClassFixture<ProbeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_arrives_as_the_exact_bytes_and_goes_back_without_a_content_type()
    {
        byte[] bytes = [0, 0xff, 0xfe, (byte)'{', 0xc3, 0x28, 0];

        using var answer = await app.Http.PostAsync("/api/probe/echo/7", new ByteArrayContent(bytes), Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Null(answer.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Route_values_query_and_headers_are_handed_over_as_the_worker_sees_them()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/probe/echo/7/mara?q=a%20b") { Content = new StringContent("x") };
        request.Headers.Add("X-Many", ["one", "two"]);
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal("POST,/api/probe/echo/7/mara?q=a%20b,7,mara", Header(answer, "x-seen"));
        Assert.Equal("x-many", Header(answer, "x-header-names"));
        Assert.Equal("1:one,two", Header(answer, "x-repeated").Replace(", ", ",", StringComparison.Ordinal));
        Assert.Equal("a b", Header(answer, "x-query"));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", Header(answer, "x-trace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Optional_route_value_may_be_absent_and_a_trace_is_begun()
    {
        using var answer = await app.Http.PostAsync("/api/probe/echo/7", new StringContent("x"), Cancellation);

        Assert.EndsWith(",7,none", Header(answer, "x-seen"), StringComparison.Ordinal);
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", Header(answer, "x-trace"));
    }

    [Theory]
    [InlineData("POST", "/api/probe/echo/seven")]
    [InlineData("GET", "/api/probe/echo/7")]
    [InlineData("HEAD", "/api/probe/nothing")]
    [InlineData("POST", "/probe/echo/7")]
    [InlineData("GET", "/api/unknown")]
    public async Task Unknown_route_unmet_constraint_and_wrong_verb_are_404_without_body(string verb, string path) =>
        await Expect(HttpStatusCode.NotFound, verb, path);

    [Fact]
    public async Task Level_that_is_not_written_means_a_key_is_needed() => await Expect(HttpStatusCode.Unauthorized, "GET", "/api/probe/keyed");

    [Fact]
    public async Task Function_that_throws_is_500_without_body() => await Expect(HttpStatusCode.InternalServerError, "GET", "/api/probe/fails");

    [Fact]
    public async Task Function_that_answers_nothing_is_200_without_body() => await Expect(HttpStatusCode.OK, "GET", "/api/probe/nothing");

    [Fact]
    public async Task Chunked_body_reaches_the_function_empty()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/probe/echo/7") { Content = new StringContent("lost") };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await app.Http.SendAsync(request, Cancellation);

        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Host_answers_a_ping() => await Expect(HttpStatusCode.OK, "GET", "/admin/host/ping");

    private async Task Expect(HttpStatusCode status, string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var answer = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.GetValues(name));
}
