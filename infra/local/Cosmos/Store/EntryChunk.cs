namespace Local.Cosmos.Store;

/// <summary>Some entries of an index that stand beside each other, in order.</summary>
/// <param name="generation">Since when it has been the index's own; views share the older ones.</param>
internal sealed class EntryChunk(int generation)
{
    private const int Size = 128;

    private readonly IndexEntry[] entries = new IndexEntry[Size];

    public int Generation => generation;

    public int Count { get; private set; }

    public bool IsFull => Count == Size;

    public IndexEntry this[int place] => entries[place];

    /// <summary>Which chunk an entry is in, or would be: the last that does not begin after it, or the first.</summary>
    public static int LastNotAfter(ReadOnlySpan<EntryChunk> chunks, IndexEntry entry)
    {
        var (low, high) = (0, chunks.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = chunks[middle].entries[0].CompareTo(entry) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>Where an entry is, or would be.</summary>
    public int PlaceOf(IndexEntry entry)
    {
        var place = entries.AsSpan(0, Count).BinarySearch(entry);
        return place < 0 ? ~place : place;
    }

    public EntryChunk Copy(int newGeneration)
    {
        var copy = new EntryChunk(newGeneration) { Count = Count };
        entries.AsSpan(0, Count).CopyTo(copy.entries);
        return copy;
    }

    public void Set(int place, IndexEntry entry) => entries[place] = entry;

    public void Insert(int place, IndexEntry entry)
    {
        entries.AsSpan(place, Count - place).CopyTo(entries.AsSpan(place + 1));
        entries[place] = entry;
        Count++;
    }

    public void RemoveAt(int place)
    {
        Count--;
        entries.AsSpan(place + 1, Count - place).CopyTo(entries.AsSpan(place));
        entries[Count] = default;
    }

    /// <returns>The entries behind the first <paramref name="kept"/>, which are not in this chunk any more.</returns>
    public EntryChunk Split(int kept)
    {
        var rest = new EntryChunk(generation) { Count = Count - kept };
        entries.AsSpan(kept, Count - kept).CopyTo(rest.entries);
        entries.AsSpan(kept).Clear();
        Count = kept;
        return rest;
    }

    /// <summary>Takes in the entries of the next chunk when both are small.</summary>
    public bool TakeIn(EntryChunk next)
    {
        if (Count + next.Count > Size / 2)
        {
            return false;
        }

        next.entries.AsSpan(0, next.Count).CopyTo(entries.AsSpan(Count));
        Count += next.Count;
        return true;
    }
}
