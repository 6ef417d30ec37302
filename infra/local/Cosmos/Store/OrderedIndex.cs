namespace Local.Cosmos.Store;

/// <summary>
/// All items of a container by their value at one path. Entries are in chunks, so that one more moves few others; what a view
/// was taken of is copied before it is changed, and not before.
/// </summary>
internal sealed class OrderedIndex
{
    private readonly Lock gate = new();
    private EntryChunk[] chunks = [];
    private int used;
    private int generation;
    private OrderedView? view;

    public OrderedIndex(IEnumerable<IndexEntry> entries)
    {
        foreach (var entry in entries.Order())
        {
            Add(entry);
        }
    }

    /// <summary>The entries as of now.</summary>
    public OrderedView View()
    {
        lock (gate)
        {
            return view ??= new OrderedView(new ArraySegment<EntryChunk>(chunks, 0, used));
        }
    }

    /// <param name="before">The entry that goes; null when the item is new.</param>
    /// <param name="after">The entry that comes; null when the item is gone.</param>
    public void Replace(IndexEntry? before, IndexEntry? after)
    {
        lock (gate)
        {
            BeginChange();
            if (before is { } old && after is { } next && old.CompareTo(next) == 0)
            {
                var (at, place) = Find(old);
                Own(at).Set(place, next);
                return;
            }

            if (before is { } gone)
            {
                Remove(gone);
            }

            if (after is { } added)
            {
                Add(added);
            }
        }
    }

    private void BeginChange()
    {
        if (view is not null)
        {
            chunks = (EntryChunk[])chunks.Clone();
            generation++;
            view = null;
        }
    }

    private void Add(IndexEntry entry)
    {
        if (used == 0)
        {
            InsertChunk(0, new EntryChunk(generation));
        }

        var at = EntryChunk.LastNotAfter(chunks.AsSpan(0, used), entry);
        var chunk = Own(at);
        var place = chunk.PlaceOf(entry);
        if (chunk.IsFull)
        {
            // Values that keep rising, as times do, leave full chunks behind them, not half full ones.
            InsertChunk(at + 1, chunk.Split(at == used - 1 && place == chunk.Count ? chunk.Count : chunk.Count / 2));
            (chunk, place) = place > chunk.Count || chunk.IsFull ? (chunks[at + 1], place - chunk.Count) : (chunk, place);
        }

        chunk.Insert(place, entry);
    }

    private void Remove(IndexEntry entry)
    {
        var (at, place) = Find(entry);
        var chunk = Own(at);
        chunk.RemoveAt(place);
        if (chunk.Count == 0)
        {
            RemoveChunk(at);
        }
        else if (at + 1 < used && chunk.TakeIn(chunks[at + 1]))
        {
            RemoveChunk(at + 1);
        }
    }

    private (int Chunk, int Place) Find(IndexEntry entry)
    {
        var at = EntryChunk.LastNotAfter(chunks.AsSpan(0, used), entry);
        return (at, chunks[at].PlaceOf(entry));
    }

    private EntryChunk Own(int at) =>
        chunks[at].Generation == generation ? chunks[at] : chunks[at] = chunks[at].Copy(generation);

    private void InsertChunk(int at, EntryChunk chunk)
    {
        if (used == chunks.Length)
        {
            Array.Resize(ref chunks, Math.Max(4, used * 2));
        }

        Array.Copy(chunks, at, chunks, at + 1, used - at);
        chunks[at] = chunk;
        used++;
    }

    private void RemoveChunk(int at)
    {
        used--;
        Array.Copy(chunks, at + 1, chunks, at, used - at);
        chunks[used] = null!;
    }
}
