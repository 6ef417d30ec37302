using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>Which items a query looks at, so that it need not look at all: by id, by a range of an index in order, or all.</summary>
/// <param name="Items">None is missing that the query is about; in order of their creation unless <paramref name="IsOrdered"/>.</param>
/// <param name="IsExact">Whether the filter is true of each of them.</param>
/// <param name="IsOrdered">Whether they are in the query's own order.</param>
internal sealed record ItemAccess(IEnumerable<StoredItem> Items, bool IsExact, bool IsOrdered)
{
    /// <param name="select">The query.</param>
    /// <param name="container">Where the items are.</param>
    /// <param name="partitionKey">The only key looked under; null for all.</param>
    /// <param name="isAnsweredByIndex">Whether the filter's charge is the same however many items it is tried on.</param>
    /// <param name="start">Items before it need not be among them; null for the first.</param>
    public static ItemAccess Of(
        Select select, Container container, PartitionKey? partitionKey, bool isAnsweredByIndex, Position? start)
    {
        var choice = new Choice(select, container, partitionKey, start);
        return choice.ByIds()
            ?? (isAnsweredByIndex ? choice.InOrder() : null)
            ?? choice.BySmallestRange()
            ?? choice.All();
    }

    /// <summary>How many items a filter is true of, when an index alone tells; null when they have to be looked at.</summary>
    public static int? Count(Select select, Container container, PartitionKey? partitionKey) =>
        new Choice(select, container, partitionKey, start: null).Count();

    private sealed class Choice(Select select, Container container, PartitionKey? partitionKey, Position? start)
    {
        /// <summary>An index is worth its sorting for a range up to this share of the items; above, a page is full sooner without.</summary>
        private const int WorthwhileShare = 2;

        private readonly List<FilterRange> ranges = FilterRanges.Of(select);
        private readonly int storedItems = container.StoredCount(partitionKey);

        public ItemAccess? ByIds()
        {
            if (IdFilter.Of(select) is not { } ids)
            {
                return null;
            }

            if (partitionKey is not null || container.Definition.PartitionKey.IsId)
            {
                var found = ids.Select(id => container.Find(new ItemKey(partitionKey ?? PartitionKey.Of(id), id))).OfType<StoredItem>();
                return Sorted(found, isExact: false);
            }

            if (container.Ordered(["id"]) is { } index)
            {
                return Sorted(ids.Select(id => IndexKey.Of(Value.Of(id))).SelectMany(key => index.Items(IndexRange.Of(key))), isExact: false);
            }

            var all = All();
            return all with { Items = all.Items.Where(item => ids.Contains(item.Key.Id)) };
        }

        /// <summary>Goes through the index of the only property in ORDER BY, from where the page begins.</summary>
        public ItemAccess? InOrder()
        {
            if (select.IsGrouped || select.OrderBy is not [var key] || ItemPath.Of(key.Path, select) is not { } path
                || container.Ordered(path) is not { } index)
            {
                return null;
            }

            var range = ranges.Find(each => each.Path.SequenceEqual(path));
            var smaller = ranges.Except([range]).Select(other => container.Ordered(other!.Path)?.Count(other.Range)).Append(storedItems).Min();
            if (smaller * WorthwhileShare < index.Count(range?.Range ?? IndexRange.Whole))
            {
                return null;
            }

            var items = index.Items(FromStart(range?.Range ?? IndexRange.Whole, key.Descending), key.Descending);
            return new ItemAccess(items.Where(IsWanted), range?.IsWholeFilter ?? select.Where is null, IsOrdered: true);
        }

        public ItemAccess? BySmallestRange() => Smallest() is var (index, range) && index.Count(range.Range) * WorthwhileShare <= storedItems
            ? Sorted(index.Items(range.Range), range.IsWholeFilter)
            : null;

        public ItemAccess All() => new(container.Scan(partitionKey, FirstNumber), select.Where is null, IsOrdered: false);

        public int? Count()
        {
            if (select.Where is null)
            {
                return partitionKey is null ? container.ItemCount : container.Scan(partitionKey).Count();
            }

            return Smallest() is not var (index, range) || !range.IsWholeFilter ? null
                : partitionKey is null && container.Definition.DefaultTimeToLive is null ? index.Count(range.Range)
                : index.Items(range.Range).Count(IsWanted);
        }

        /// <summary>Where the page begins when that is a matter of the items' numbers alone.</summary>
        private ulong FirstNumber => start is { Keys.Length: 0 } position ? position.Item : 0;

        private (OrderedView Index, FilterRange Range)? Smallest() => ranges
            .Select(range => (Index: container.Ordered(range.Path), Range: range))
            .Where(each => each.Index is not null)
            .OrderBy(each => each.Index!.Count(each.Range.Range))
            .Select(each => ((OrderedView, FilterRange)?)(each.Index!, each.Range))
            .FirstOrDefault();

        private IndexRange FromStart(IndexRange range, bool descending)
        {
            if (start is not { Keys: [var value] } position)
            {
                return range;
            }

            var key = IndexKey.Of(value);
            return range.And(descending
                ? IndexRange.Whole with { To = new IndexEntry(key, position.Item + 1) }
                : IndexRange.Whole with { From = new IndexEntry(key, position.Item) });
        }

        private ItemAccess Sorted(IEnumerable<StoredItem> items, bool isExact)
        {
            var wanted = items.Where(IsWanted).Where(item => item.Number >= FirstNumber).ToList();
            wanted.Sort((left, right) => left.Number.CompareTo(right.Number));
            return new ItemAccess(wanted, isExact, IsOrdered: false);
        }

        private bool IsWanted(StoredItem item) =>
            (partitionKey is not { } key || item.Key.PartitionKey == key) && container.IsAlive(item);
    }
}
