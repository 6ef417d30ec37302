using Local.ServiceBus;
using Local.ServiceBus.Durability;
using Local.ServiceBus.Engine;
using Local.ServiceBus.Protocol;
using Serverless.Tests.Support;

namespace Serverless.Tests.Local.ServiceBus.Engine;

/// <summary>One queue without a network, on a clock that moves only when told.</summary>
internal sealed class QueueHarness : IDisposable
{
    private static readonly Dictionary<string, object?> NoProperties = [];

    public QueueHarness(QueueDefinition? definition = null, StateFile? state = null, ManualClock? clock = null)
    {
        Clock = clock ?? new ManualClock();
        Queue = new MessageQueue(definition ?? new QueueDefinition("orders"), Clock, state);
    }

    public ManualClock Clock { get; }

    public MessageQueue Queue { get; }

    public QueueCounts Counts => Queue.Count();

    public long Send(string? id = null, TimeSpan? timeToLive = null, TimeSpan? delay = null, int bytes = 10)
    {
        var fields = new MessageFields
        {
            MessageId = id,
            TimeToLive = timeToLive,
            ScheduledEnqueueTime = delay is null ? null : Clock.GetUtcNow() + delay,
            Body = new byte[bytes],
        };
        return Queue.Send([AcceptedContent.Check(MessageEncoding.Encode(fields))])[0];
    }

    public Received? Receive() => Wait().Messages.SingleOrDefault();

    public Received? ReceiveDeadLetter() => Wait(Queue.DeadLetters).Messages.SingleOrDefault();

    /// <summary>A receive that gets what there is now, and waits when that is nothing.</summary>
    public Waiter Wait(SubQueue? from = null, int maxMessages = 1, bool isGone = false)
    {
        var waiter = new Waiter(maxMessages, isGone);
        Queue.Receive(from ?? Queue.Active, waiter);
        return waiter;
    }

    public void Abandon(Received message) => Queue.Abandon(message.Header.LockToken, NoProperties);

    public void DeadLetter(Received message) => Queue.DeadLetter(message.Header.LockToken, NoProperties);

    public void Complete(Received message) => Queue.Complete(message.Header.LockToken);

    public void Defer(Received message) => Queue.Defer(message.Header.LockToken, NoProperties);

    public Received? ReceiveDeferred(long number)
    {
        var waiter = new Waiter(maxMessages: 1, isGone: false);
        Queue.ReceiveDeferred(Queue.Active, [number], waiter);
        return waiter.Messages.SingleOrDefault();
    }

    public void Dispose() => Queue.DisposeAsync().AsTask().GetAwaiter().GetResult();

    public sealed record Received(DeliveryHeader Header, MessageFields Fields);

    public sealed class Waiter(int maxMessages, bool isGone) : WaitingReceive(maxMessages)
    {
        public List<Received> Messages { get; } = [];

        public override bool TryDeliver(IReadOnlyList<Delivery> deliveries)
        {
            if (!isGone)
            {
                Messages.AddRange(deliveries.Select(it => new Received(it.Header, MessageEncoding.Decode(it.Content))));
            }

            return !isGone;
        }
    }
}
