namespace Local.Cosmos.Store;

/// <summary>
/// The items of a container by number, in blocks, so that a scan can begin anywhere and needs neither a lock nor a copy. One
/// writer at a time.
/// </summary>
internal sealed class ItemOrder
{
    private const int BlockSize = 1024;

    private volatile Block?[] blocks = [];

    public void Set(StoredItem item)
    {
        var (block, slot) = Place(item.Number);
        if (block >= blocks.Length)
        {
            var grown = new Block?[Math.Max(block + 1, blocks.Length * 2)];
            blocks.CopyTo(grown, 0);
            blocks = grown;
        }

        var into = blocks[block] ??= new Block();
        into.Used += into.Items[slot] is null ? 1 : 0;
        Volatile.Write(ref into.Items[slot], item);
    }

    public void Clear(ulong number)
    {
        var (block, slot) = Place(number);
        if (blocks[block] is { } from && from.Items[slot] is not null)
        {
            Volatile.Write(ref from.Items[slot], null);
            if (--from.Used == 0)
            {
                blocks[block] = null;   // numbers are not used again; an empty block only takes room
            }
        }
    }

    /// <summary>Items from a number on. Those written meanwhile may or may not be among them.</summary>
    public IEnumerable<StoredItem> From(ulong number)
    {
        var seen = blocks;
        var (first, slot) = Place(number);
        for (var block = first; block < seen.Length; block++)
        {
            if (Volatile.Read(ref seen[block]) is { } items)
            {
                for (; slot < BlockSize; slot++)
                {
                    if (Volatile.Read(ref items.Items[slot]) is { } item)
                    {
                        yield return item;
                    }
                }
            }

            slot = 0;
        }
    }

    private static (int Block, int Slot) Place(ulong number) => ((int)(number / BlockSize), (int)(number % BlockSize));

    private sealed class Block
    {
        public readonly StoredItem?[] Items = new StoredItem?[BlockSize];
        public int Used;
    }
}
