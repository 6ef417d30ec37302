namespace Local.Clerk.Webhooks;

/// <summary>Messages with deliveries that have not ended. Guarded by the lock of the state.</summary>
internal sealed class MessageTable
{
    private readonly Dictionary<string, WebhookMessage> messages = new(StringComparer.Ordinal);

    public IEnumerable<WebhookMessage> All => messages.Values;

    public WebhookMessage? Find(string id) => messages.GetValueOrDefault(id);

    public void Add(WebhookMessage message)
    {
        if (message.Deliveries.Count > 0)
        {
            messages[message.Id] = message;
        }
    }

    public void Postpone(Delivery delivery) => Replace(delivery.Message, delivery.Number, delivery);

    public void End(string message, int number) => Replace(message, number, null);

    private void Replace(string id, int number, Delivery? delivery)
    {
        if (!messages.Remove(id, out var message))
        {
            return;
        }

        var others = message.Deliveries.Where(each => each.Number != number);
        Add(message with { Deliveries = delivery is null ? [.. others] : [.. others, delivery] });
    }
}
