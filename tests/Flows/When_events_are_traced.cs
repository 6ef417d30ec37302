using System.Diagnostics;
using Local.Cosmos;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>One trace from the door to the document, whatever happens to the event on its way.</summary>
public sealed class When_events_are_traced : IAsyncLifetime
{
    private readonly HeardSpans spans = new();
    private readonly string clerkId = $"user_{Guid.NewGuid():N}";
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(TimeSpan.FromMilliseconds(100), setAside: 1);

    public async ValueTask DisposeAsync()
    {
        spans.Dispose();
        await stack.DisposeAsync();
    }

    [Fact]
    public async Task Door_queue_and_store_are_one_trace_inside_that_of_the_caller()
    {
        using var caller = ACaller.Sampled();

        await Apply(Event());

        var door = spans.One(caller.Trace, "POST /api/webhooks/clerk");
        Assert.Equal(
            "create_item users < process user-events < send user-events < POST /api/webhooks/clerk",
            spans.Path(spans.One(caller.Trace, "create_item users")));
        Assert.All(spans.Of(caller.Trace), span => Assert.EndsWith(door.DisplayName, spans.Path(span), StringComparison.Ordinal));
        Assert.Equal((true, ActivityKind.Server), (door.HasRemoteParent, door.Kind));
    }

    [Fact]
    public async Task Spans_say_what_the_conventions_ask_for()
    {
        using var caller = ACaller.Sampled();
        var id = TestStack.NewId();

        await Apply(Event(), id);

        Assert.Equal(
            """
            Server POST /api/webhooks/clerk: http.request.method=POST http.response.status_code=202 http.route=/api/webhooks/clerk
            Producer send user-events: messaging.destination.name=user-events messaging.message.id=ID messaging.operation.name=send messaging.operation.type=send messaging.system=servicebus
            Consumer process user-events: messaging.destination.name=user-events messaging.message.id=ID messaging.operation.name=process messaging.operation.type=process messaging.servicebus.message.delivery_count=1 messaging.system=servicebus
            Client create_item users: azure.cosmosdb.operation.request_charge=RU db.collection.name=users db.namespace=serverless db.operation.name=create_item db.response.status_code=201 db.system.name=azure.cosmosdb
            """,
            string.Join('\n', spans.Of(caller.Trace)
                .Where(span => !span.DisplayName.Contains("_item ", StringComparison.Ordinal) || span.DisplayName == "create_item users")
                .Select(Text)).Replace(id, "ID", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Event_that_is_set_aside_stays_in_its_trace_and_its_failure_is_told_by_type_alone()
    {
        using var caller = ACaller.Sampled();
        stack.BreakUsers();

        await stack.Accept(Event());
        await TestStack.Until(() => stack.Emulators.ServiceBus.Counts("user-events").TotalEnqueued >= 2, "the event to be set aside");
        stack.Emulators.Cosmos.Faults.Clear();
        await stack.Quiet();

        var copy = spans.One(caller.Trace, "schedule user-events");
        Assert.Equal("schedule user-events < process user-events < send user-events < POST /api/webhooks/clerk", spans.Path(copy));
        var deliveries = spans.Of(caller.Trace).Where(span => span.DisplayName == "process user-events").ToList();
        Assert.Equal(
            [(ActivityStatusCode.Error, (string?)null, (object?)"Microsoft.Azure.Cosmos.CosmosException"), (ActivityStatusCode.Unset, null, null)],
            deliveries.Select(span => (span.Status, span.StatusDescription, span.GetTagItem("error.type"))));
        Assert.Equal(copy.SpanId, deliveries[1].ParentSpanId);
        Assert.Contains(spans.Of(caller.Trace), span => span.Kind == ActivityKind.Client && (string?)span.GetTagItem("error.type") == "503");
    }

    [Fact]
    public async Task Dead_letter_that_is_redriven_stays_in_its_trace_and_links_to_the_run()
    {
        var caller = ACaller.Sampled();
        stack.BreakUsers();
        await stack.Accept(Event());
        await TestStack.Until(() => stack.DeadLetterCount() == 1, "the dead letter", TimeSpan.FromSeconds(60));
        stack.Emulators.Cosmos.Faults.Clear();
        caller.Dispose();

        using var @operator = ACaller.Sampled();
        await stack.Run("redrive", """{"all":true}""");
        await stack.Quiet();

        var sent = spans.Of(caller.Trace).Where(span => span.DisplayName == "send user-events").ToList();
        Assert.Equal(2, sent.Count);
        var run = Assert.Single(sent[1].Links).Context;
        Assert.Equal(@operator.Trace, run.TraceId);
        await TestStack.Until(() => spans.Of(run.TraceId).Any(span => span.SpanId == run.SpanId), "the step to end");
        Assert.Equal("process operations", spans.Of(run.TraceId).Single(span => span.SpanId == run.SpanId).DisplayName);
        Assert.StartsWith(
            "create_item users < process user-events < send user-events < ",
            spans.Path(spans.Of(caller.Trace).Last(span => span.DisplayName == "create_item users")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_that_cannot_be_read_ends_as_an_error_with_the_reason()
    {
        using var caller = ACaller.Sampled();

        await stack.FailForGood(1);

        await TestStack.Until(() => spans.Of(caller.Trace).Count == 3, "the delivery to end");
        var delivery = spans.One(caller.Trace, "process user-events");
        Assert.Equal((ActivityStatusCode.Error, "UserWithoutId"), (delivery.Status, delivery.GetTagItem("error.type")));
    }

    [Fact]
    public async Task What_nobody_foresaw_ends_as_an_error_with_the_exceptions_type()
    {
        using var caller = ACaller.Sampled();
        stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(403)) { PathContains = "/docs" });

        await stack.Accept(Event());
        await TestStack.Until(() => stack.DeadLetterCount() == 1, "the dead letter");

        var deliveries = spans.Of(caller.Trace).Where(span => span.DisplayName == "process user-events").ToList();
        Assert.Equal(10, deliveries.Count);
        Assert.All(deliveries, span => Assert.Equal(
            (ActivityStatusCode.Error, null, "Microsoft.Azure.Cosmos.CosmosException"), (span.Status, span.StatusDescription, span.GetTagItem("error.type"))));
        Assert.Equal(Enumerable.Range(1, 10), deliveries.Select(span => (int)span.GetTagItem("messaging.servicebus.message.delivery_count")!));
    }

    [Fact]
    public async Task Event_that_is_sampled_out_carries_its_trace_all_the_same()
    {
        using var caller = ACaller.SampledOut();

        await stack.FailForGood(1);

        var letter = await DeadLetters.Peek(stack, "user-events");
        Assert.Matches($"^00-{caller.Trace}-[0-9a-f]{{16}}-00$", (string)letter.ApplicationProperties["Diagnostic-Id"]);
        Assert.Empty(spans.Of(caller.Trace));
    }

    [Fact]
    public async Task Steps_of_a_run_are_in_the_trace_of_whoever_began_it()
    {
        using var caller = ACaller.Sampled();

        using var started = await stack.App.Http.PostAsync("/api/ops/reconcile", null, TestContext.Current.CancellationToken);
        await stack.RunEnds();

        Assert.True(started.IsSuccessStatusCode);
        var steps = spans.Of(caller.Trace).Where(span => span.DisplayName == "process reconcile").ToList();
        Assert.True(steps.Count > 1);
        Assert.All(steps, step => Assert.EndsWith("send reconcile < POST /api/ops/reconcile", spans.Path(step), StringComparison.Ordinal));
        Assert.Contains(spans.Of(caller.Trace), span => spans.Path(span).StartsWith("GET /users < process reconcile <", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_to_clerk_are_spans_without_an_address()
    {
        var mara = stack.SignUp();
        using var caller = ACaller.Sampled();

        await stack.As(mara).Get("/api/me");

        var call = spans.One(caller.Trace, "GET /users/{id}");
        Assert.Equal(
            "Client GET /users/{id}: http.request.method=GET server.address=127.0.0.1 url.template=/v1/users/{id}", Text(call));
        Assert.Equal("GET /users/{id} < GET /api/me", spans.Path(call));
    }

    [Fact]
    public async Task Request_that_fails_is_an_error_with_the_exceptions_type_and_one_refused_is_none()
    {
        using var caller = ACaller.Sampled();
        stack.BreakUsers();

        var failed = await stack.As(stack.SignUp()).Get("/api/me");
        var refused = await stack.Nobody().Get("/api/me");

        Assert.Equal((503, 401), (failed.Status, refused.Status));
        Assert.Equal(
            ["Error 503 Microsoft.Azure.Cosmos.CosmosException", "Unset 401 "],
            spans.Of(caller.Trace).Where(span => span.DisplayName == "GET /api/me")
                .Select(span => $"{span.Status} {span.GetTagItem("http.response.status_code")} {span.GetTagItem("error.type")}"));
    }

    private static string Text(Activity span)
    {
        var tags = span.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => $"{tag.Key}={(tag.Key.EndsWith("request_charge", StringComparison.Ordinal) ? "RU" : tag.Value)}");
        return $"{span.Kind} {span.DisplayName}: {string.Join(' ', tags)}";
    }

    private string Event() => Payloads.With("user.created", ("id", clerkId));

    private async Task Apply(string json, string? id = null)
    {
        await stack.Accept(json, id);
        await stack.Quiet();
    }
}
