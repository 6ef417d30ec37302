namespace Local.Clerk.Store;

/// <summary>A place in an order by time; ids decide between equal times.</summary>
internal readonly record struct Position(long Time, string Id) : IComparable<Position>
{
    public int CompareTo(Position other) =>
        Time != other.Time ? Time.CompareTo(other.Time) : string.CompareOrdinal(Id, other.Id);
}

/// <summary>Ids in the order of a time. Every operation costs the logarithm of how many there are; walking on costs nothing more.</summary>
internal sealed class TimeIndex
{
    private readonly SortedSet<Position> positions = [];

    public int Count => positions.Count;

    public void Add(long time, string id) => positions.Add(new Position(time, id));

    public void Remove(long time, string id) => positions.Remove(new Position(time, id));

    /// <param name="descending">Latest first.</param>
    /// <param name="after">Begins behind this one.</param>
    /// <param name="earliest">First time that belongs to it.</param>
    /// <param name="latest">Last time that belongs to it.</param>
    public IEnumerable<string> Walk(
        bool descending = false, Position? after = null, long earliest = long.MinValue, long latest = long.MaxValue)
    {
        var lower = new Position(earliest, "");
        var upper = latest == long.MaxValue ? new Position(long.MaxValue, "") : new Position(latest + 1, "");
        if (after is { } place)
        {
            lower = descending || lower.CompareTo(place) > 0 ? lower : place;
            upper = descending && upper.CompareTo(place) > 0 ? place : upper;
        }

        if (lower.CompareTo(upper) > 0)
        {
            return [];
        }

        var range = positions.GetViewBetween(lower, upper);
        return (descending ? range.Reverse() : range)
            .Where(position => position != after && position.Id.Length > 0)
            .Select(position => position.Id);
    }
}
