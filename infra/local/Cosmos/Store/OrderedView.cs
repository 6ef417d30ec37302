namespace Local.Cosmos.Store;

/// <summary>
/// An <see cref="OrderedIndex"/> as it was at one moment: each item once, in the version of then. Reading it keeps no writer
/// waiting.
/// </summary>
internal sealed class OrderedView(ArraySegment<EntryChunk> chunks)
{
    public int Count(IndexRange range)
    {
        if (range.From.CompareTo(range.To) >= 0)
        {
            return 0;
        }

        var (from, to) = (PlaceOf(range.From), PlaceOf(range.To));
        var count = to.Place - from.Place;
        for (var chunk = from.Chunk; chunk < to.Chunk; chunk++)
        {
            count += chunks[chunk].Count;
        }

        return count;
    }

    public IEnumerable<StoredItem> Items(IndexRange range, bool descending = false)
    {
        var left = Count(range);
        var (chunk, place) = PlaceOf(descending ? range.To : range.From);
        for (; left > 0; left--)
        {
            if (descending)
            {
                (chunk, place) = place > 0 ? (chunk, place - 1) : (chunk - 1, chunks[chunk - 1].Count - 1);
                yield return chunks[chunk][place].Item!;
            }
            else
            {
                (chunk, place) = place < chunks[chunk].Count ? (chunk, place) : (chunk + 1, 0);
                yield return chunks[chunk][place++].Item!;
            }
        }
    }

    private (int Chunk, int Place) PlaceOf(IndexEntry entry)
    {
        var chunk = EntryChunk.LastNotAfter(chunks, entry);
        return (chunk, chunks.Count == 0 ? 0 : chunks[chunk].PlaceOf(entry));
    }
}
