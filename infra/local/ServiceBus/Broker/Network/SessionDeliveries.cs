using Local.ServiceBus.Engine;

namespace Local.ServiceBus.Network;

/// <summary>
/// The receives of one connection that wait, or whose messages the client has not yet confirmed to have taken. When the
/// connection ends, what waits is withdrawn and what is unconfirmed goes back: nobody saw it, so no delivery is counted.
/// </summary>
/// <remarks>
/// A lock whose delivery was confirmed outlives its connection here and may be used over the next one until it expires; the
/// service binds it to the link and loses it with that. Receive-and-delete removes a message when it is confirmed, so one
/// that was under way on a breaking connection is delivered again rather than lost.
/// </remarks>
internal sealed class SessionDeliveries
{
    private readonly Lock gate = new();
    private readonly Dictionary<uint, Receiving> receives = [];
    private bool closed;

    public void Receive(Entity entity, Reply reply, int maxMessages, bool deleteWhenTaken, bool newestFirst)
    {
        var receive = new Receiving(this, entity, reply, maxMessages, deleteWhenTaken) { NewestFirst = newestFirst };
        Begin(receive, () => entity.Queue.Receive(entity.SubQueue, receive));
    }

    public void ReceiveDeferred(Entity entity, Reply reply, IReadOnlyCollection<long> sequenceNumbers, bool deleteWhenTaken)
    {
        var receive = new Receiving(this, entity, reply, sequenceNumbers.Count, deleteWhenTaken);
        Begin(receive, () => entity.Queue.ReceiveDeferred(entity.SubQueue, sequenceNumbers, receive));
    }

    /// <summary>Answers a waiting receive with nothing. One that has been answered stays answered.</summary>
    public void Cancel(uint correlation)
    {
        Receiving? receive;
        lock (gate)
        {
            receives.TryGetValue(correlation, out receive);
        }

        if (receive is not null && receive.Withdraw() && TryForget(correlation, out _))
        {
            receive.Reply.Delivered([]);
        }
    }

    public void Confirm(uint correlation)
    {
        if (TryForget(correlation, out var receive))
        {
            receive.Confirm();
        }
    }

    public void Refuse(uint correlation)
    {
        if (TryForget(correlation, out var receive))
        {
            receive.Return();
        }
    }

    public void Close()
    {
        Receiving[] left;
        lock (gate)
        {
            closed = true;
            left = [.. receives.Values];
            receives.Clear();
        }

        foreach (var receive in left)
        {
            if (!receive.Withdraw())
            {
                receive.Return();
            }
        }
    }

    private void Begin(Receiving receive, Action ask)
    {
        lock (gate)
        {
            if (closed || !receives.TryAdd(receive.Reply.Correlation, receive))
            {
                return;
            }
        }

        try
        {
            ask();
        }
        catch (BrokerException)
        {
            TryForget(receive.Reply.Correlation, out _);
            throw;
        }
    }

    private bool TryForget(uint correlation, out Receiving receive)
    {
        lock (gate)
        {
            return receives.Remove(correlation, out receive!);
        }
    }

    private sealed class Receiving(SessionDeliveries session, Entity entity, Reply reply, int maxMessages, bool deleteWhenTaken)
        : WaitingReceive(maxMessages)
    {
        private Guid[] tokens = [];

        public Reply Reply => reply;

        public override bool TryDeliver(IReadOnlyList<Delivery> deliveries)
        {
            lock (session.gate)
            {
                if (session.closed)
                {
                    return false;
                }

                tokens = [.. deliveries.Select(it => it.Header.LockToken)];
            }

            reply.Delivered([.. deliveries]);
            return true;
        }

        /// <summary>False when the receive has been served.</summary>
        public bool Withdraw() => entity.Queue.CancelReceive(entity.SubQueue, this);

        public void Return() => entity.Queue.Release(tokens);

        public void Confirm()
        {
            if (deleteWhenTaken)
            {
                entity.Queue.Remove(tokens);
            }
        }
    }
}
