using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>What the holder of a lock can do with its message.</summary>
internal sealed partial class MessageQueue
{
    public void Complete(Guid token)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            Complete(Held(token));
            Finish(now);
        }
    }

    /// <summary>Removes received-and-deleted messages; one whose lock has ended meanwhile is somebody else's by now.</summary>
    public void Remove(IReadOnlyList<Guid> tokens)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            foreach (var token in tokens)
            {
                if (locks.Find(token) is { } held)
                {
                    Complete(held);
                }
            }

            Finish(now);
        }
    }

    /// <summary>Puts a message back at its place, as a failed delivery.</summary>
    public void Abandon(Guid token, IReadOnlyDictionary<string, object?> propertiesToModify)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            Rewrite(held, propertiesToModify);
            totals.Abandoned++;
            Fail(held);
            ServeAll(now);
            Finish(now);
        }
    }

    public void DeadLetter(Guid token, IReadOnlyDictionary<string, object?> propertiesToModify)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            if (held.Queue.IsDeadLetters)
            {
                throw new BrokerException(ErrorCode.InvalidOperation, "A message of a dead-letter queue cannot be dead-lettered.");
            }

            var content = AcceptedContent.CheckMerged(held.Message.Content, propertiesToModify);
            locks.Remove(held);
            Bury(held.Message, content);
            Serve(contents.DeadLetters, now);
            Finish(now);
        }
    }

    /// <summary>Parks a message until someone asks for its number. No delivery is counted.</summary>
    public void Defer(Guid token, IReadOnlyDictionary<string, object?> propertiesToModify)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            Rewrite(held, propertiesToModify);
            locks.Remove(held);
            Change(new QueueChange.Deferred(held.Queue.IsDeadLetters, held.Message.SequenceNumber));
            Finish(now);
        }
    }

    /// <summary>Returns the new end of the lock.</summary>
    public DateTimeOffset RenewLock(Guid token)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            locks.Renew(held, now);
            Finish(now);
            return held.Until;
        }
    }

    /// <summary>
    /// Puts back messages that never reached the receiver they were locked for. That was no delivery, so none is counted.
    /// Locks that have ended meanwhile are left alone.
    /// </summary>
    public void Release(IReadOnlyList<Guid> tokens)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            foreach (var token in tokens)
            {
                if (locks.Find(token) is { } held)
                {
                    Unlock(held);
                }
            }

            ServeAll(now);
            Finish(now);
        }
    }

    private void Rewrite(MessageLock held, IReadOnlyDictionary<string, object?> propertiesToModify)
    {
        if (propertiesToModify.Count > 0)
        {
            var content = AcceptedContent.CheckMerged(held.Message.Content, propertiesToModify);
            Change(new QueueChange.Rewritten(held.Queue.IsDeadLetters, held.Message.SequenceNumber, content));
        }
    }
}
