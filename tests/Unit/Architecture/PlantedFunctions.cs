using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>Functions that no build should let pass. The local host does not load them, as they are in a type that is not public.</summary>
internal static class PlantedFunctions
{
    public static class Planted
    {
        [Function(nameof(InProcess))]
        [Microsoft.Azure.WebJobs.FunctionName]
        public static void InProcess([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => _ = timer;

        [Function(nameof(AsyncVoid))]
        public static async void AsyncVoid([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => await Task.FromResult(timer);

        [Function(nameof(TwoBindings))]
        public static void TwoBindings([HttpTrigger][TimerTrigger("0 0 0 1 1 *")] object both) => _ = both;

        [Function(nameof(TwoResponses))]
        public static Task<Twice>? TwoResponses([HttpTrigger] HttpRequestData request) => request is null ? null : null;

        [Function(nameof(BatchOfOne))]
        public static void BatchOfOne([Trigger(IsBatched = true)] ServiceBusReceivedMessage message) => _ = message;

        [Function(nameof(Batch))]
        public static void Batch([Trigger(IsBatched = true)] ServiceBusReceivedMessage[] messages) => _ = messages;

        [Function(nameof(UnbatchedArray))]
        public static void UnbatchedArray([ServiceBusTrigger("q")] ServiceBusReceivedMessage[] messages) => _ = messages;

        [Function(nameof(RetriedMessage))]
        [FixedRetry]
        public static void RetriedMessage([ServiceBusTrigger("q")] string body) => _ = body;

        [Function(nameof(RetriedTimer))]
        [FixedRetry]
        public static void RetriedTimer([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => _ = timer;

        [Function(nameof(NullArgument))]
        public static void NullArgument([ServiceBusTrigger(null!)] string body) => _ = body;

        [Function(nameof(UnmarkedResponse))]
        public static Unmarked? UnmarkedResponse([HttpTrigger] HttpRequestData request) => request is null ? null : null;

        [Function(nameof(MarkedResponse))]
        public static ValueTask<Marked?> MarkedResponse([HttpTrigger] HttpRequestData request) =>
            ValueTask.FromResult(request is null ? null : new Marked());

        [Function("First")]
        public static void First([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => _ = timer;

        [Function("FIRST")]
        public static void AlsoFirst([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => _ = timer;

        [Function(nameof(Hidden))]
        internal static void Hidden([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => _ = timer;

        [Function(nameof(ByReference))]
        public static void ByReference([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, ref int count) => count += timer is null ? 0 : 1;

        [Function(nameof(NoTrigger))]
        public static void NoTrigger(string body) => _ = body;

        [Function("1st")]
        public static void OddName([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => _ = timer;
    }

    public sealed record Twice(HttpResponseData One, HttpResponseData Two);

    public sealed record Unmarked(HttpResponseData Response, string Message);

    public sealed record Marked
    {
        [HttpResult]
        public HttpResponseData? Response { get; init; }
    }

    /// <summary>As the real package's, by its name: the stand-ins have it not.</summary>
    [AttributeUsage(AttributeTargets.Property)]
    private sealed class HttpResultAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Method)]
    private abstract class RetryAttribute : Attribute;

    private sealed class FixedRetryAttribute : RetryAttribute;

    private sealed class TriggerAttribute : TriggerBindingAttribute
    {
        public bool IsBatched { get; set; }
    }
}
