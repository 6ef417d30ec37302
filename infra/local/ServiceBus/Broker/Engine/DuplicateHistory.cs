namespace Local.ServiceBus.Engine;

/// <summary>The message ids accepted during the last <paramref name="window"/>. Ids differ by case.</summary>
internal sealed class DuplicateHistory(TimeSpan window)
{
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, string Id)> byAge = [];

    public IEnumerable<(DateTimeOffset At, string Id)> ByAge => byAge;

    public bool Contains(string id, DateTimeOffset now)
    {
        Forget(now);
        return ids.Contains(id);
    }

    public void Remember(string id, DateTimeOffset at)
    {
        Forget(at);
        if (ids.Add(id))
        {
            byAge.Enqueue((at, id));
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (byAge.TryPeek(out var oldest) && oldest.At + window <= now)
        {
            byAge.Dequeue();
            ids.Remove(oldest.Id);
        }
    }
}
