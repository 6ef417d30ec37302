namespace Local.Clerk.Store;

/// <summary>Objects by id, by creation, and by creation within groups, such as an organization. Guarded by the lock of the state.</summary>
/// <param name="id">Of an object.</param>
/// <param name="createdAt">Of an object; never changes.</param>
/// <param name="groups">To which group it belongs, in each way of grouping; never changes. Letter case makes no difference.</param>
internal sealed class Table<T>(Func<T, string> id, Func<T, long> createdAt, params Func<T, string>[] groups) where T : class
{
    private readonly Dictionary<string, T> rows = new(StringComparer.Ordinal);
    private readonly TimeIndex byCreation = new();
    private readonly Dictionary<string, TimeIndex>[] grouped =
        [.. groups.Select(_ => new Dictionary<string, TimeIndex>(StringComparer.OrdinalIgnoreCase))];

    public int Count => rows.Count;

    public T? Find(string key) => rows.GetValueOrDefault(key);

    /// <summary>In the order of creation.</summary>
    public IEnumerable<T> All(bool descending = false) => byCreation.Walk(descending).Select(key => rows[key]);

    /// <summary>Of one group, in the order of creation.</summary>
    public IEnumerable<T> In(int grouping, string group, bool descending = false) =>
        grouped[grouping].TryGetValue(group, out var index) ? index.Walk(descending).Select(key => rows[key]) : [];

    public int CountIn(int grouping, string group) => grouped[grouping].TryGetValue(group, out var index) ? index.Count : 0;

    public void Put(T row)
    {
        rows[id(row)] = row;
        byCreation.Add(createdAt(row), id(row));
        for (var at = 0; at < groups.Length; at++)
        {
            var group = groups[at](row);
            if (!grouped[at].TryGetValue(group, out var index))
            {
                grouped[at][group] = index = new TimeIndex();
            }

            index.Add(createdAt(row), id(row));
        }
    }

    public void Remove(string key)
    {
        if (!rows.Remove(key, out var row))
        {
            return;
        }

        byCreation.Remove(createdAt(row), key);
        for (var at = 0; at < groups.Length; at++)
        {
            var index = grouped[at][groups[at](row)];
            index.Remove(createdAt(row), key);
            if (index.Count == 0)
            {
                grouped[at].Remove(groups[at](row));
            }
        }
    }
}
