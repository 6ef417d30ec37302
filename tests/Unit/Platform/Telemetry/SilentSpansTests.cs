using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Telemetry;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Telemetry;

/// <summary>Runs while no other test does: some of them listen, and who listens hears the whole process.</summary>
[CollectionDefinition(nameof(Silence), DisableParallelization = true)]
public sealed class Silence;

/// <summary>An app without telemetry.</summary>
[Collection(nameof(Silence))]
public sealed class SilentSpansTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Nothing_is_recorded_while_nobody_listens()
    {
        Assert.False(Spans.AreHeard);
        Assert.Null(Spans.Start("a", ActivityKind.Internal));
        Assert.Null(Spans.StartIn(Trace, "a", ActivityKind.Internal));
        Assert.Null(MessageSpans.StartProcess(Queues.UserEvents, ADeadLetter.Message("msg_1", "{}", (MessageSpans.TraceProperty, Trace))));
    }

    [Fact]
    public void Nothing_is_allocated_while_nobody_listens()
    {
        var sent = Sent();
        var received = ADeadLetter.Message("msg_1", "{}", (MessageSpans.TraceProperty, Trace));
        Spend(sent, received);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Spend(sent, received);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        using var listener = new HeardSpans();
        before = GC.GetAllocatedBytesForCurrentThread();
        Spend(sent, received);
        Assert.NotEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Message_keeps_the_trace_it_came_with()
    {
        var message = Sent();

        Assert.Null(MessageSpans.StartSend("send", Queues.UserEvents, message));

        Assert.Equal(Trace, message.ApplicationProperties[MessageSpans.TraceProperty]);
    }

    [Fact]
    public void Message_without_a_trace_takes_on_what_others_record()
    {
        using var others = ACaller.Sampled();
        var message = new ServiceBusMessage();

        MessageSpans.StartSend("send", Queues.Reconcile, message);

        Assert.StartsWith($"00-{others.Trace}-", (string)message.ApplicationProperties[MessageSpans.TraceProperty], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00-1-2-01")]
    [InlineData("")]
    [InlineData(7)]
    public void Trace_that_is_none_is_replaced_once_somebody_listens(object nonsense)
    {
        using var listener = new HeardSpans();
        using var caller = ACaller.Sampled();
        var message = new ServiceBusMessage { ApplicationProperties = { [MessageSpans.TraceProperty] = nonsense } };

        using var span = MessageSpans.StartSend("send", Queues.Reconcile, message);

        Assert.Equal(span!.Id, message.ApplicationProperties[MessageSpans.TraceProperty]);
        Assert.Equal(caller.Trace, span.TraceId);
    }

    private static ServiceBusMessage Sent() => new() { ApplicationProperties = { [MessageSpans.TraceProperty] = Trace } };

    private static void Spend(ServiceBusMessage sent, ServiceBusReceivedMessage received)
    {
        using var span = MessageSpans.StartSend("send", Queues.UserEvents, sent);
        using var inner = MessageSpans.StartProcess(Queues.UserEvents, received);
        inner.Fail("reason");
    }
}
