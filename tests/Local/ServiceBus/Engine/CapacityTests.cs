using Local.ServiceBus;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class CapacityTests
{
    [Fact]
    public void Full_queue_refuses_until_there_is_room_and_dead_letters_take_room()
    {
        using var harness = new QueueHarness(new QueueDefinition("orders") { MaxSizeInBytes = 3_000 });
        harness.Send(bytes: 1_000);
        harness.Send(bytes: 1_000);
        harness.DeadLetter(harness.Receive()!);

        Assert.Equal(ErrorCode.QuotaExceeded, Assert.Throws<BrokerException>(() => harness.Send(bytes: 1_000)).Code);

        harness.Complete(harness.Receive()!);
        harness.Send(bytes: 1_000);
        Assert.Equal(1, harness.Counts.Active);
    }

    [Fact]
    public void Batch_that_does_not_fit_whole_is_refused_whole()
    {
        using var harness = new QueueHarness(new QueueDefinition("orders") { MaxSizeInBytes = 3_000 });
        var content = AcceptedContent.Check(MessageEncoding.Encode(new MessageFields { Body = new byte[1_400] }));

        Assert.Throws<BrokerException>(() => harness.Queue.Send([content, content, content]));

        Assert.Equal((0, 0), (harness.Counts.Active, harness.Counts.SizeInBytes));
    }

    [Fact]
    public void Size_returns_to_zero_whatever_became_of_the_messages()
    {
        using var harness = new QueueHarness(new QueueDefinition("orders") { MaxDeliveryCount = 1 });
        harness.Send();
        harness.Send(timeToLive: TimeSpan.FromSeconds(1));
        harness.Queue.CancelScheduled(harness.Send(delay: TimeSpan.FromMinutes(1)));
        harness.Abandon(harness.Receive()!);
        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        harness.Complete(harness.ReceiveDeadLetter()!);

        Assert.Equal(0, harness.Counts.SizeInBytes);
    }

    [Theory]
    [InlineData("", 30, 10, null)]
    [InlineData("with space", 30, 10, null)]
    [InlineData("orders", 0, 10, null)]
    [InlineData("orders", 301, 10, null)]
    [InlineData("orders", 30, 0, null)]
    [InlineData("orders", 30, 10, 19)]
    [InlineData("orders", 30, 10, 604_801)]
    public void Definition_out_of_range_is_refused_and_named(string name, int lockSeconds, int maxDeliveries, int? windowSeconds)
    {
        var definition = new QueueDefinition(name)
        {
            LockDuration = TimeSpan.FromSeconds(lockSeconds),
            MaxDeliveryCount = maxDeliveries,
            DuplicateDetectionWindow = windowSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

        Assert.StartsWith($"Queue '{name}': ", Assert.Throws<ArgumentException>(definition.Validate).Message, StringComparison.Ordinal);
    }
}
