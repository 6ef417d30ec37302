using Local.Journal;
using Local.ServiceBus;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Durability;

/// <summary>What a killed queue still knows.</summary>
public sealed class SurvivalTests : IDisposable
{
    private static readonly QueueDefinition Definition = new("orders")
    {
        MaxDeliveryCount = 2,
        DuplicateDetectionWindow = TimeSpan.FromMinutes(10),
        DeadLetterOnExpiration = true,
    };

    private readonly DurableQueue queue = new(Definition);

    [Fact]
    public async Task Messages_keep_number_time_id_and_order()
    {
        queue.Alive.Send("a");
        queue.Clock.Advance(TimeSpan.FromMinutes(1));
        queue.Alive.Send("b", timeToLive: TimeSpan.FromHours(1));

        var restarted = await queue.CrashAsync();

        Assert.Equal(DurableQueue.Describe(queue.Alive.Queue), DurableQueue.Describe(restarted.Queue));
        Assert.Equal("a", restarted.Receive()!.Fields.MessageId);
        Assert.Equal("b", restarted.Receive()!.Fields.MessageId);
    }

    [Fact]
    public async Task Completed_message_is_gone_and_its_number_is_not_given_again()
    {
        var number = queue.Alive.Send();
        queue.Alive.Complete(queue.Alive.Receive()!);

        var restarted = await queue.CrashAsync();

        Assert.Null(restarted.Receive());
        Assert.Equal(number + 1, restarted.Send());
    }

    [Fact]
    public async Task Locked_message_is_available_at_once_and_no_delivery_is_counted()
    {
        queue.Alive.Send();
        var held = queue.Alive.Receive()!;

        var restarted = await queue.CrashAsync();

        Assert.Equal(
            ErrorCode.MessageLockLost, Assert.Throws<BrokerException>(() => restarted.Complete(held)).Code);
        Assert.Equal(1, restarted.Receive()!.Header.DeliveryCount);
    }

    [Fact]
    public async Task Failed_deliveries_stay_counted()
    {
        queue.Alive.Send();
        queue.Alive.Abandon(queue.Alive.Receive()!);

        var restarted = await queue.CrashAsync();

        Assert.Equal(2, restarted.Receive()!.Header.DeliveryCount);
    }

    [Fact]
    public async Task Expired_lock_stays_counted()
    {
        queue.Alive.Send();
        queue.Alive.Receive();
        queue.Clock.Advance(TimeSpan.FromSeconds(61));

        var restarted = await queue.CrashAsync();

        Assert.Equal(2, restarted.Receive()!.Header.DeliveryCount);
    }

    [Fact]
    public async Task Changed_properties_stay_changed()
    {
        queue.Alive.Send();
        queue.Alive.Queue.Abandon(queue.Alive.Receive()!.Header.LockToken, new Dictionary<string, object?> { ["why"] = "busy" });

        var restarted = await queue.CrashAsync();

        Assert.Equal("busy", restarted.Receive()!.Fields.Properties["why"]);
    }

    [Fact]
    public async Task Dead_letter_keeps_its_reason()
    {
        queue.Alive.Send();
        queue.Alive.Abandon(queue.Alive.Receive()!);
        queue.Alive.Abandon(queue.Alive.Receive()!);

        var restarted = await queue.CrashAsync();

        Assert.Null(restarted.Receive());
        Assert.Equal("MaxDeliveryCountExceeded", restarted.ReceiveDeadLetter()!.Fields.Properties["DeadLetterReason"]);
    }

    [Fact]
    public async Task Scheduled_message_becomes_active_when_due_under_a_fresh_number()
    {
        var scheduled = queue.Alive.Send("later", delay: TimeSpan.FromMinutes(5));
        queue.Alive.Send("now");

        var restarted = await queue.CrashAsync();

        Assert.Equal((1, 1), (restarted.Counts.Scheduled, restarted.Counts.Active));
        queue.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("now", restarted.Receive()!.Fields.MessageId);
        var due = restarted.Receive()!.Header;
        Assert.Equal((scheduled + 2, scheduled), (due.SequenceNumber, due.EnqueuedSequenceNumber));
    }

    [Fact]
    public async Task Activation_happens_once_also_when_the_queue_was_down_at_the_time()
    {
        queue.Alive.Send("later", delay: TimeSpan.FromMinutes(5));
        queue.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, queue.Alive.Queue.Peek(queue.Alive.Queue.Active, 0, 10).Single().Header.SequenceNumber);

        var restarted = await queue.CrashAsync();
        Assert.Equal(2, restarted.Receive()!.Header.SequenceNumber);

        restarted.Send("other", delay: TimeSpan.FromMinutes(5));
        Assert.Equal(4, restarted.Send());
    }

    [Fact]
    public async Task Cancelled_message_never_comes()
    {
        queue.Alive.Queue.CancelScheduled(queue.Alive.Send(delay: TimeSpan.FromMinutes(5)));

        var restarted = await queue.CrashAsync();

        queue.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(restarted.Receive());
    }

    [Fact]
    public async Task Duplicate_of_a_message_long_completed_is_still_dropped_within_the_window()
    {
        queue.Alive.Send("a");
        queue.Alive.Complete(queue.Alive.Receive()!);
        queue.Clock.Advance(TimeSpan.FromMinutes(9));

        var restarted = await queue.CrashAsync();

        Assert.Equal(0, restarted.Send("a"));
        queue.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(0, restarted.Send("a"));
    }

    [Fact]
    public async Task Deferred_message_is_still_parked()
    {
        var number = queue.Alive.Send("a");
        queue.Alive.Defer(queue.Alive.Receive()!);

        var restarted = await queue.CrashAsync();

        Assert.Null(restarted.Receive());
        Assert.Equal("a", restarted.ReceiveDeferred(number)!.Fields.MessageId);
    }

    [Fact]
    public async Task Message_that_expires_while_the_queue_is_down_is_dead_lettered_at_the_start()
    {
        queue.Alive.Send(timeToLive: TimeSpan.FromMinutes(1));
        await queue.Alive.Queue.Written;
        var before = await File.ReadAllBytesAsync(queue.File, TestContext.Current.CancellationToken);
        queue.Clock.Advance(TimeSpan.FromHours(1));

        var restarted = await queue.CrashAsync(_ => before);

        var dead = restarted.ReceiveDeadLetter()!.Fields.Properties;
        Assert.Equal("TTLExpiredException", dead["DeadLetterReason"]);
        Assert.Equal("The message expired and was dead lettered.", dead["DeadLetterErrorDescription"]);
    }

    [Fact]
    public async Task Messages_sent_together_survive_together_or_not_at_all()
    {
        queue.Alive.Send("before");
        await queue.Alive.Queue.Written;
        var before = (int)new FileInfo(queue.File).Length;
        queue.Alive.Queue.Send(Enumerable.Range(0, 20).Select(_ => AcceptedContent.Check(MessageEncoding.Encode(new MessageFields()))).ToArray());

        var whole = await queue.CrashAsync();
        Assert.Equal(21, whole.Counts.Active);
        var bytes = await File.ReadAllBytesAsync(queue.File, TestContext.Current.CancellationToken);
        for (var length = before; length < bytes.Length; length += 7)
        {
            Assert.Equal(1, (await queue.CrashAsync(_ => bytes[..length])).Counts.Active);
        }
    }

    [Fact]
    public async Task File_of_something_else_is_refused_by_name()
    {
        var file = queue.File + ".other";
        await using (var other = RecordJournal.Open(file, new JournalOptions(), _ => { }))
        {
            await other.AppendAsync("not a change"u8);
        }

        var refusal = Assert.Throws<InvalidDataException>(
            () => new MessageQueue(Definition, queue.Clock, new(file, new JournalOptions())));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => queue.Dispose();
}
