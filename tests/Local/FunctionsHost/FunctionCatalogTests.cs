using Azure.Messaging.ServiceBus;
using global::Local.FunctionsHost;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>What the host reads from source, and what makes it refuse to start.</summary>
public sealed class FunctionCatalogTests
{
    [Fact]
    public void Names_differing_only_in_case_are_one_name() => Assert.Contains("is used twice", Refusal(typeof(Twice)), StringComparison.Ordinal);

    [Fact]
    public void Reserved_route_is_refused() => Assert.Contains("reserved", Refusal(typeof(Reserved)), StringComparison.Ordinal);

    [Fact]
    public void Setting_that_does_not_exist_is_named() => Assert.Contains("%NoSuchQueue%", Refusal(typeof(Unresolved)), StringComparison.Ordinal);

    [Fact]
    public void Two_functions_on_one_route_are_refused() => Assert.Contains("share the route", Refusal(typeof(SameRoute)), StringComparison.Ordinal);

    [Fact]
    public void Parameter_the_host_cannot_fill_is_named() => Assert.Contains("'when'", Refusal(typeof(OddParameter)), StringComparison.Ordinal);

    [Fact]
    public void Schedule_that_is_none_is_named() => Assert.Contains("'every now and then'", Refusal(typeof(OddSchedule)), StringComparison.Ordinal);

    [Fact]
    public void Name_that_is_no_name_is_refused() => Assert.Contains("'1 two'", Refusal(typeof(OddName)), StringComparison.Ordinal);

    [Fact]
    public void All_problems_are_found_at_once()
    {
        var found = Problems(typeof(Twice), typeof(Reserved), typeof(Unresolved), typeof(SameRoute), typeof(OddParameter), typeof(OddSchedule));

        Assert.Equal(6, found.Count);
    }

    [Fact]
    public void Only_the_functions_that_host_json_lists_are_loaded()
    {
        var problems = new StartProblems();
        var catalog = new FunctionCatalog([typeof(Twice), typeof(SameRoute)], ASettings.Configuration(), ["second"], problems);

        Assert.Equal("Second", Assert.Single(catalog.All).Name);
        Assert.Empty(problems.Found);
    }

    [Theory]
    [InlineData("AzureWebJobs.First.Disabled", "true", true)]
    [InlineData("AzureWebJobs_First_Disabled", "1", true)]
    [InlineData("AzureWebJobs.First.Disabled", "false", false)]
    [InlineData("AzureWebJobs.Other.Disabled", "true", false)]
    public void Function_is_disabled_by_a_setting_of_its_name(string setting, string value, bool disabled)
    {
        var catalog = new FunctionCatalog([typeof(SameRoute)], ASettings.Configuration((setting, value)), ["First"], new StartProblems());

        Assert.Equal(disabled, catalog.All.Single().IsDisabled);
    }

    private static string Refusal(Type type) => Assert.Single(Problems(type));

    private static IReadOnlyList<string> Problems(params Type[] types)
    {
        var problems = new StartProblems();
        _ = new HttpRoutes(new FunctionCatalog(types, ASettings.Configuration(), loaded: null, problems), "api", problems);
        return problems.Found;
    }

    private static class Twice
    {
        [Function("Same")]
        public static void One([HttpTrigger(Route = "one")] HttpRequestData request) => _ = request;

        [Function("SAME")]
        public static void Two([HttpTrigger(Route = "two")] HttpRequestData request) => _ = request;
    }

    private static class Reserved
    {
        [Function("Reserved")]
        public static void One([HttpTrigger(Route = "/Admin/things")] HttpRequestData request) => _ = request;
    }

    private static class Unresolved
    {
        [Function("Unresolved")]
        public static void One([ServiceBusTrigger("%NoSuchQueue%")] ServiceBusReceivedMessage message) => _ = message;
    }

    private static class SameRoute
    {
        [Function("First")]
        public static void One([HttpTrigger("get", "post", Route = "things/{id}")] HttpRequestData request) => _ = request;

        [Function("Second")]
        public static void Two([HttpTrigger("post", Route = "Things/{id}")] HttpRequestData request) => _ = request;
    }

    private static class OddParameter
    {
        [Function("Odd")]
        public static void One([HttpTrigger] HttpRequestData request, TimeSpan when) => _ = (request, when);
    }

    private static class OddSchedule
    {
        [Function("OddSchedule")]
        public static void One([TimerTrigger("every now and then")] TimerInfo timer) => _ = timer;
    }

    private static class OddName
    {
        [Function("1 two")]
        public static void One([HttpTrigger] HttpRequestData request) => _ = request;
    }
}
