using System.Net;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>Too many requests, too large ones, and those of other origins.</summary>
public sealed class RequestLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_request_more_than_may_be_outstanding_is_429()
    {
        await using var app = await Start("AzureFunctionsJobHost:extensions:http:maxOutstandingRequests=1");
        var first = app.Http.GetAsync("/api/probe/waits", Cancellation);
        await TestStack.Until(() => app.Log.Lines.Contains("waits"), "the first request");

        using var refused = await app.Http.GetAsync("/api/probe/nothing", Cancellation);
        app.Log.Gate.Release();
        using var served = await first;
        using var next = await app.Http.GetAsync("/api/probe/nothing", Cancellation);

        Assert.Equal(
            (HttpStatusCode.TooManyRequests, HttpStatusCode.OK, HttpStatusCode.OK), (refused.StatusCode, served.StatusCode, next.StatusCode));
    }

    [Fact]
    public async Task Requests_beyond_those_that_may_run_wait_until_too_many_do()
    {
        await using var app = await Start(
            "AzureFunctionsJobHost:extensions:http:maxConcurrentRequests=1", "AzureFunctionsJobHost:extensions:http:maxOutstandingRequests=2");
        var requests = Enumerable.Range(0, 3).Select(_ => app.Http.GetAsync("/api/probe/waits", Cancellation)).ToList();

        var refused = await Task.WhenAny(requests);
        await TestStack.Until(() => app.Log.Lines.Contains("waits"), "the one that may run");
        Assert.Single(app.Log.Lines, line => line == "waits");
        app.Log.Gate.Release(2);
        var answers = await Task.WhenAll(requests);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await refused).StatusCode);
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Theory]
    [InlineData(100, HttpStatusCode.Created)]
    [InlineData(101, HttpStatusCode.InternalServerError)]
    public async Task Body_over_the_limit_is_500(int size, HttpStatusCode expected)
    {
        await using var app = await Start("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=100");

        using var answer = await app.Http.PostAsync("/api/probe/echo/7", new ByteArrayContent(new byte[size]), Cancellation);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Origin_that_is_allowed_gets_its_preflight_answered_and_its_requests_marked()
    {
        await using var app = await Start("CORS=http://one.example, http://two.example", "CORSCredentials=true");

        using var preflight = await Send(app, HttpMethod.Options, "http://two.example");
        using var answer = await Send(app, HttpMethod.Get, "http://two.example");

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("http://two.example", Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(preflight, "Access-Control-Allow-Credentials"));
        Assert.Equal("PATCH", Header(preflight, "Access-Control-Allow-Methods"));
        Assert.Equal("x-mine", Header(preflight, "Access-Control-Allow-Headers"));
        Assert.Equal((HttpStatusCode.OK, "http://two.example"), (answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Other_origin_gets_no_headers()
    {
        await using var app = await Start("CORS=http://one.example");

        using var preflight = await Send(app, HttpMethod.Options, "http://other.example");
        using var answer = await Send(app, HttpMethod.Get, "http://other.example");

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<ProbeApp> Start(params string[] settings)
    {
        var app = new ProbeApp(settings);
        await app.InitializeAsync();
        return app;
    }

    private static async Task<HttpResponseMessage> Send(ProbeApp app, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, "/api/probe/nothing");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "PATCH");
        request.Headers.Add("Access-Control-Request-Headers", "x-mine");
        return await app.Http.SendAsync(request, Cancellation);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.GetValues(name));
}
