using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Engine;

public sealed class DuplicateDetectionTests : IDisposable
{
    private readonly QueueHarness harness = new(
        new QueueDefinition("orders") { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });

    [Fact]
    public void Same_id_within_the_window_is_dropped_in_silence()
    {
        Assert.Equal(1, harness.Send("a"));
        Assert.Equal(0, harness.Send("a"));

        Assert.Equal((1, 1, 1), (harness.Counts.Active, harness.Counts.TotalEnqueued, harness.Counts.TotalDuplicatesDropped));
    }

    [Fact]
    public void Completed_message_is_still_remembered()
    {
        harness.Send("a");
        harness.Complete(harness.Receive()!);

        harness.Send("a");

        Assert.Null(harness.Receive());
    }

    [Fact]
    public void Id_is_forgotten_when_the_window_ends_and_a_duplicate_does_not_prolong_it()
    {
        harness.Send("a");
        harness.Clock.Advance(TimeSpan.FromMinutes(9));
        harness.Send("a");
        Assert.Equal(1, harness.Counts.Active);

        harness.Clock.Advance(TimeSpan.FromMinutes(1));
        harness.Send("a");

        Assert.Equal(2, harness.Counts.Active);
    }

    [Fact]
    public void Scheduled_and_immediate_messages_share_one_memory()
    {
        harness.Send("a", delay: TimeSpan.FromMinutes(5));
        harness.Send("a");

        Assert.Equal((0, 1), (harness.Counts.Active, harness.Counts.Scheduled));
    }

    [Fact]
    public void Messages_without_id_and_ids_of_another_case_are_no_duplicates()
    {
        harness.Send();
        harness.Send();
        harness.Send("a");
        harness.Send("A");

        Assert.Equal(4, harness.Counts.Active);
    }

    [Fact]
    public void Queue_without_the_feature_keeps_both()
    {
        using var plain = new QueueHarness();
        plain.Send("a");
        plain.Send("a");

        Assert.Equal(2, plain.Counts.Active);
    }

    public void Dispose() => harness.Dispose();
}
