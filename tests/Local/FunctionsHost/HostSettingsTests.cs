using Azure.Messaging.ServiceBus;
using global::Local.FunctionsHost;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>What host.json may say, and what the host says to it.</summary>
public sealed class HostSettingsTests : IDisposable
{
    private readonly StateFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        var settings = Read("""{ "version": "2.0" }""", out var problems);

        Assert.Empty(problems);
        Assert.Equal(("api", true, 16 * Environment.ProcessorCount), (settings.RoutePrefix, settings.AutoCompleteMessages, settings.MaxConcurrentCalls));
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5)), (settings.FunctionTimeout, settings.MaxAutoLockRenewalDuration));
        Assert.Equal((-1, -1, 104_857_600), (settings.MaxOutstandingRequests, settings.MaxConcurrentRequests, settings.MaxRequestBodyBytes));
    }

    [Fact]
    public void Values_are_taken_with_comments_and_in_any_case()
    {
        var settings = Read(
            """
            {
              "version": "2.0", // and nothing else
              "functionTimeout": "-1",
              "functions": [ "One", "Two" ],
              "Extensions": {
                "http": { "routePrefix": "/v1/", "maxOutstandingRequests": 200, "maxConcurrentRequests": 100 },
                "serviceBus": {
                  "prefetchCount": 7, "autoCompleteMessages": false, "maxConcurrentCalls": 3, "maxAutoLockRenewalDuration": "-00:00:00.0010000",
                  "clientRetryOptions": { "mode": "Fixed", "maxRetries": 9, "delay": "00:00:02", "maxDelay": "00:00:03", "tryTimeout": "00:00:04" },
                },
              },
              "logging": { "applicationInsights": { "samplingSettings": { "isEnabled": true } } },
            }
            """,
            out var problems);

        Assert.Empty(problems);
        Assert.Equal((Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), (settings.FunctionTimeout, settings.MaxAutoLockRenewalDuration));
        Assert.Equal(["One", "Two"], settings.Functions!);
        Assert.Equal(("v1", 200, 100), (settings.RoutePrefix, settings.MaxOutstandingRequests, settings.MaxConcurrentRequests));
        Assert.Equal((7, false, 3), (settings.PrefetchCount, settings.AutoCompleteMessages, settings.MaxConcurrentCalls));
        Assert.Equal((ServiceBusRetryMode.Fixed, 9), (settings.ClientRetry.Mode, settings.ClientRetry.MaxRetries));
        Assert.Equal(
            (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)),
            (settings.ClientRetry.Delay, settings.ClientRetry.MaxDelay, settings.ClientRetry.TryTimeout));
    }

    [Fact]
    public void Dynamic_concurrency_takes_the_place_of_a_fixed_one()
    {
        var off = Read("""{ "version": "2.0", "concurrency": { "maximumFunctionConcurrency": 9 } }""", out _);
        var on = Read("""{ "version": "2.0", "concurrency": { "dynamicConcurrencyEnabled": true, "maximumFunctionConcurrency": 9 } }""", out var problems);

        Assert.Empty(problems);
        Assert.Null(off.DynamicConcurrency);
        Assert.Equal(new DynamicConcurrency(Maximum: 9, CpuThreshold: 0.8f), on.DynamicConcurrency);
    }

    [Fact]
    public void Setting_of_the_app_overrides_the_file()
    {
        var settings = Read(
            """{ "version": "2.0", "extensions": { "http": { "routePrefix": "api" } } }""",
            out var problems,
            ("AzureFunctionsJobHost__extensions__http__routePrefix", "v2"));

        Assert.Empty(problems);
        Assert.Equal("v2", settings.RoutePrefix);
    }

    [Theory]
    [InlineData("""{ "version": "2.0", """, "not valid JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("{}", "\"version\": \"2.0\"")]
    [InlineData("""{ "version": "3.0" }""", "\"version\": \"2.0\"")]
    [InlineData("""{ "version": 2.0 }""", "\"version\": \"2.0\"")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "00:00:00" }""", "functionTimeout")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "soon" }""", "\"soon\"")]
    [InlineData("""{ "version": "2.0", "functionTimeuot": "00:01:00" }""", "functionTimeuot is not a setting")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "maxConcurrentCalls": 0 } } }""", "maxConcurrentCalls")]
    [InlineData("""{ "version": "2.0", "extensions": { "http": { "maxOutstandingRequests": 0 } } }""", "maxOutstandingRequests")]
    [InlineData("""{ "version": "2.0", "extensions": { "serviceBus": { "clientRetryOptions": { "mode": "linear" } } } }""", "\"linear\"")]
    [InlineData("""{ "version": "2.0", "concurrency": { "dynamicConcurrencyEnabled": "often" } }""", "dynamicConcurrencyEnabled")]
    [InlineData("""{ "version": "2.0", "concurrency": { "cpuThreshold": 1.5 } }""", "cpuThreshold")]
    [InlineData("""{ "version": "2.0", "retry": { "strategy": "fixedDelay" } }""", "retry")]
    [InlineData("""{ "version": "2.0", "extensionBundle": { "id": "x" } }""", "extensionBundle")]
    public void What_the_host_cannot_follow_is_a_problem_that_names_it(string json, string named)
    {
        Read(json, out var problems);

        Assert.Contains(named, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_missing_is_a_problem()
    {
        var problems = new StartProblems();

        HostSettings.Read(Path.Combine(folder.Path, "host.json"), ASettings.Configuration(), problems);

        Assert.Contains("is missing", Assert.Single(problems.Found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("0")]
    [InlineData("99999999999")]
    public void Body_limit_that_is_none_is_a_problem(string limit)
    {
        Read("""{ "version": "2.0" }""", out var problems, ("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", limit));

        Assert.Contains("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", Assert.Single(problems), StringComparison.Ordinal);
    }

    private HostSettings Read(string json, out IReadOnlyList<string> problems, params (string, string?)[] settings)
    {
        var path = Path.Combine(folder.Path, "host.json");
        File.WriteAllText(path, json);
        var found = new StartProblems();
        var read = HostSettings.Read(path, ASettings.Configuration(settings), found);
        problems = found.Found;
        return read;
    }
}
