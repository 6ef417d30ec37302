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

    private static string Refusal(Type type) => Assert.Throws<HostStartException>(() =>
    {
        var catalog = new FunctionCatalog([type], ASettings.Configuration());
        _ = new HttpRoutes(catalog, "api");
        foreach (var function in catalog.All)
        {
            _ = new FunctionExecutor(function);
        }
    }).Message;

    private static class Twice
    {
        [Function("Same")]
        public static void One([HttpTrigger] HttpRequestData request) => _ = request;

        [Function("SAME")]
        public static void Two([HttpTrigger] HttpRequestData request) => _ = request;
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
}
