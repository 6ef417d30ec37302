using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>Where a row stands among the rows of a query: what a continuation remembers of the last one answered.</summary>
/// <param name="Keys">Its values of ORDER BY, or of GROUP BY.</param>
/// <param name="Item">Number of its item, which decides between equal keys; 0 for a group.</param>
/// <param name="Row">Which of the rows that JOIN made of the item.</param>
internal readonly record struct Position(Value[] Keys, ulong Item, int Row);

/// <summary>
/// The order of a query's rows. Items with equal keys go by their resource id, downwards when the first key does: the SDK
/// counts on it when it resumes.
/// </summary>
internal sealed class PositionOrder(Select select) : IComparer<Position>
{
    private readonly bool[] descending = select.OrderBy.Select(key => key.Descending).ToArray();

    public int Compare(Position left, Position right)
    {
        for (var key = 0; key < left.Keys.Length; key++)
        {
            if (ValueOrder.ByKindThenValue.Compare(left.Keys[key], right.Keys[key]) is not 0 and var order)
            {
                return IsDescending(key) ? -order : order;
            }
        }

        var items = left.Item.CompareTo(right.Item);
        return items == 0 ? left.Row.CompareTo(right.Row) : IsDescending(0) ? -items : items;
    }

    private bool IsDescending(int key) => key < descending.Length && descending[key];
}
