using Local.Clerk.Webhooks;

namespace Local.Clerk.Store;

/// <summary>What one request or call does: steps that are kept on disk together, and the events that tell of them.</summary>
internal sealed class Change(ClerkState state, WebhookOutbox outbox, Ids ids, string instance, DateTimeOffset now)
{
    private readonly List<StateChange> steps = [];
    private readonly List<WebhookMessage> messages = [];

    public DateTimeOffset Now => now;

    /// <summary>Milliseconds since the epoch.</summary>
    public long Time { get; } = now.ToUnixTimeMilliseconds();

    public void Apply(StateChange step)
    {
        step.ApplyTo(state);
        steps.Add(step);
    }

    /// <param name="type">Such as <c>user.created</c>.</param>
    /// <param name="data">The object the event is about, as JSON.</param>
    public void Announce(string type, ReadOnlySpan<byte> data)
    {
        var id = ids.New("msg_");
        var deliveries = outbox.Plan(id, type, now);
        if (deliveries.Count == 0)
        {
            return;
        }

        var message = new WebhookMessage(id, type, EventEnvelope.Write(type, data, instance, now), deliveries);
        messages.Add(message);
        Apply(new StateChange.MessageQueued(message));
    }

    /// <summary>Keeps the steps and sends the events. Call it under the lock of the state.</summary>
    public void Commit()
    {
        if (steps.Count > 0)
        {
            outbox.Send(messages, state.Commit(steps));
        }
    }
}
