using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>What holds for every request: key, version, parameters, form of answers and errors.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData(null, "authentication_invalid")]
    [InlineData("Basic abc", "authorization_header_format_invalid")]
    [InlineData("Bearer sk_test_other", "clerk_key_invalid")]
    public async Task Without_the_key_nothing_is_answered(string? header, string code)
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Http.DefaultRequestHeaders.Authorization = header is null ? null : AuthenticationHeaderValue.Parse(header);

        var answer = await clerk.SendAsync("GET /users");

        Assert.Equal((HttpStatusCode.Unauthorized, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Answers_are_json_without_a_charset()
    {
        await using var clerk = await RunningClerk.StartAsync();

        foreach (var path in new[] { "/users", "/users/count", "/users/user_missing", "/jwks" })
        {
            Assert.Equal("application/json", (await clerk.SendAsync($"GET {path}")).ContentType);
        }
    }

    [Fact]
    public async Task Errors_have_codes_texts_and_a_trace()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync("GET /users/user_missing");

        Assert.Equal((HttpStatusCode.NotFound, "resource_not_found"), (answer.Status, answer.Code));
        Assert.Contains("user_missing", answer.Json.GetProperty("errors")[0].GetProperty("long_message").GetString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", answer.Text("clerk_trace_id"));
    }

    [Theory]
    [InlineData("2026-05-12", "", HttpStatusCode.OK)]
    [InlineData(null, "?__clerk_api_version=2026-05-12", HttpStatusCode.OK)]
    [InlineData("2021-02-05", "", HttpStatusCode.BadRequest)]
    [InlineData("2026-05-12", "?__clerk_api_version=2026-05-12", HttpStatusCode.BadRequest)]
    public async Task Version_is_named_once_and_is_the_one_served(string? header, string query, HttpStatusCode status)
    {
        await using var clerk = await RunningClerk.StartAsync();
        clerk.Http.DefaultRequestHeaders.Add("Clerk-API-Version", header is null ? [] : [header]);

        Assert.Equal(status, (await clerk.SendAsync($"GET /users{query}")).Status);
    }

    [Fact]
    public async Task What_is_not_supported_is_refused_by_name()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var route = await clerk.SendAsync("GET /sessions");
        var parameter = await clerk.SendAsync("GET /users?updated_at_after=1");
        var property = await clerk.SendAsync("POST /users", """{"nickname":"M"}""");

        Assert.Equal(HttpStatusCode.NotFound, route.Status);
        Assert.Contains("GET /v1/sessions", route.Body, StringComparison.Ordinal);
        Assert.Equal(("form_param_unknown", "updated_at_after"), (parameter.Code, parameter.Parameter));
        Assert.Equal(("form_param_unknown", "nickname"), (property.Code, property.Parameter));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task Body_that_is_no_object_is_refused(string body)
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync("POST /users", body);

        Assert.Equal((HttpStatusCode.BadRequest, "request_body_invalid"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Too_large_a_body_is_refused()
    {
        await using var clerk = await RunningClerk.StartAsync();

        var answer = await clerk.SendAsync("POST /users", new string(' ', 1024 * 1024 + 1));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request_body_too_large"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Calls_are_counted_by_endpoint_and_status()
    {
        await using var clerk = await RunningClerk.StartAsync();
        var user = clerk.Directory.CreateUser(new());

        await clerk.SendAsync($"GET /users/{user.Id}");
        await clerk.SendAsync("GET /users/user_missing");
        await clerk.SendAsync("GET /users/user_absent");

        Assert.Equal(1, clerk.Simulator.Metrics.CallsTo("GET /v1/users/{user_id}", 200));
        Assert.Equal(2, clerk.Simulator.Metrics.CallsTo("GET /v1/users/{user_id}", 404));
        Assert.Equal(3, clerk.Simulator.Metrics.CallsTo("GET /v1/users/{user_id}"));
    }
}
