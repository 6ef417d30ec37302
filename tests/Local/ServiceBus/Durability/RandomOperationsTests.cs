using Local.Journal;
using Local.ServiceBus;
using Serverless.Tests.Local.ServiceBus.Engine;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Durability;

public sealed class RandomOperationsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Killed_at_any_moment_the_queue_is_what_it_was_also_over_compactions(int seed)
    {
        var definition = new QueueDefinition("orders")
        {
            MaxDeliveryCount = 3,
            DuplicateDetectionWindow = TimeSpan.FromMinutes(1),
            DeadLetterOnExpiration = true,
        };
        using var queue = new DurableQueue(definition, new JournalOptions { CompactAfterBytes = 2000, CompactAfterMultiple = 1 });
        var random = new Random(seed);
        var held = new List<QueueHarness.Received>();
        for (var step = 1; step <= 600; step++)
        {
            Step(queue, random, held);
            if (step % 20 == 0)
            {
                // Locks do not survive, and a message that is not locked may expire.
                LetGo(queue.Alive, held);
                var restarted = await queue.CrashAsync();

                Assert.Equal(DurableQueue.Describe(queue.Alive.Queue), DurableQueue.Describe(restarted.Queue));
                Assert.Equal(queue.Alive.Counts.SizeInBytes, restarted.Counts.SizeInBytes);
                Assert.Equal(queue.Alive.Send("id 1"), restarted.Send("id 1"));
            }
        }
    }

    [Fact]
    public async Task File_stays_small_however_many_messages_pass()
    {
        using var queue = new DurableQueue(new QueueDefinition("orders"), new JournalOptions { CompactAfterBytes = 10_000 });
        for (var i = 0; i < 2000; i++)
        {
            queue.Alive.Send(bytes: 100);
            queue.Alive.Complete(queue.Alive.Receive()!);
            await queue.Alive.Queue.Written;
        }

        Assert.InRange(new FileInfo(queue.File).Length, 1, 15_000);
        Assert.Equal(2001, (await queue.CrashAsync()).Send());
    }

    private static void Step(DurableQueue queue, Random random, List<QueueHarness.Received> held)
    {
        var alive = queue.Alive;
        switch (random.Next(10))
        {
            case 0 or 1:
                alive.Send($"id {random.Next(200)}", random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 300)) : null);
                break;
            case 2:
                alive.Send($"id {random.Next(200)}", delay: TimeSpan.FromSeconds(random.Next(1, 300)));
                break;
            case 3:
                LetGo(alive, held);
                queue.Clock.Advance(TimeSpan.FromSeconds(random.Next(30)));
                break;
            case 4 or 5:
                var waiter = alive.Wait(maxMessages: 3);
                held.AddRange(waiter.Messages);
                alive.Queue.CancelReceive(alive.Queue.Active, waiter);
                break;
            case 6 when held.Count > 0:
                Settle(held, random, alive.Complete);
                break;
            case 7 when held.Count > 0:
                Settle(held, random, alive.Abandon);
                break;
            case 8 when held.Count > 0:
                Settle(held, random, alive.DeadLetter);
                break;
            case 9 when held.Count > 0:
                Settle(held, random, alive.Defer);
                break;
        }
    }

    private static void LetGo(QueueHarness alive, List<QueueHarness.Received> held)
    {
        alive.Queue.Release([.. held.Select(it => it.Header.LockToken)]);
        held.Clear();
    }

    private static void Settle(List<QueueHarness.Received> held, Random random, Action<QueueHarness.Received> settle)
    {
        var index = random.Next(held.Count);
        settle(held[index]);
        held.RemoveAt(index);
    }
}
