using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <param name="Rows">Results.</param>
/// <param name="Continuation">Token of the next page; null when this is the last.</param>
/// <param name="Charge">Request units.</param>
internal sealed record QueryPage(IReadOnlyList<Value> Rows, string? Continuation, double Charge);

/// <summary>One page of one query over the items of a container.</summary>
internal sealed class QueryRun
{
    private readonly string text;
    private readonly Select select;
    private readonly Container container;
    private readonly PartitionKey? partitionKey;
    private readonly IndexUse index;
    private readonly PositionOrder order;
    private readonly Continuation? start;
    private int itemsRead;
    private int rowsTaken;

    /// <param name="text">The query as sent.</param>
    /// <param name="parameters">By name with the at sign.</param>
    /// <param name="container">Where the items are.</param>
    /// <param name="partitionKey">The only key looked under; null for all.</param>
    /// <param name="continuation">Token of the page before.</param>
    public QueryRun(
        string text, IReadOnlyDictionary<string, Value> parameters, Container container, PartitionKey? partitionKey, string? continuation)
    {
        this.text = text;
        this.container = container;
        this.partitionKey = partitionKey;
        select = Parser.Parse(text, parameters);
        IndexUse.CheckOrder(select, container.Definition.IndexingPolicy);
        index = IndexUse.Of(select, container.Definition.IndexingPolicy);
        order = new PositionOrder(select);
        start = continuation is null ? null : Continuation.Parse(continuation, text, select);
    }

    private readonly record struct Candidate(Position Position, Row Row, int Bytes);

    /// <param name="maxRows">Rows of the page; fewer when their items are large.</param>
    public QueryPage Page(int maxRows)
    {
        var rows = new List<Value>();
        var seen = new HashSet<string>();
        var (skipped, taken) = (start?.Skipped ?? 0, start?.Taken ?? 0);
        var limit = select.Top ?? select.Limit ?? int.MaxValue;
        var last = start?.Last;
        var bytes = 0;
        string? continuation = null;
        foreach (var candidate in taken < limit ? Ordered() : [])
        {
            var value = select.Project(candidate.Row);
            if (!value.IsDefined || (select.Distinct && !seen.Add(ValueOrder.Canonical(value))) || IsBeforeStart(candidate.Position))
            {
                continue;
            }

            if (skipped < select.Offset)
            {
                skipped++;
            }
            else if (rows.Count == maxRows || bytes >= Limits.PageBytes)
            {
                continuation = new Continuation(last!.Value, skipped, taken).ToToken(text);
                break;
            }
            else
            {
                rows.Add(value);
                bytes += candidate.Bytes;
                taken++;
            }

            last = candidate.Position;
            if (taken == limit)
            {
                break;
            }
        }

        return new QueryPage(rows, continuation, RequestCharge.Query(Math.Max(rows.Count, rowsTaken), select.Where is not null, itemsRead));
    }

    private IEnumerable<Candidate> Ordered()
    {
        if (select.IsGrouped)
        {
            return Groups().Select(group => new Candidate(group.Position, group.Row, 0));
        }

        var access = Access();
        if (select.OrderBy.Count == 0 || access.IsOrdered)
        {
            return Candidates(access);
        }

        var all = Candidates(access).ToList();
        all.Sort((left, right) => order.Compare(left.Position, right.Position));
        return all;
    }

    private List<Grouping.Group> Groups() =>
        select.CountsItems && index.IsComplete && ItemAccess.Count(select, container, partitionKey) is { } count
            ? Grouping.Counted(select, rowsTaken = count)
            : Grouping.Groups(select, Candidates(Access()).Select(Taken));

    /// <summary>Rows before the start need not be made again, unless they decide about those behind it.</summary>
    private ItemAccess Access() =>
        ItemAccess.Of(select, container, partitionKey, index.IsComplete, select.IsGrouped || select.Distinct ? null : start?.Last);

    /// <summary>An aggregate answers one row and pays for all that went into it.</summary>
    private Row Taken(Candidate candidate)
    {
        rowsTaken++;
        return candidate.Row;
    }

    private IEnumerable<Candidate> Candidates(ItemAccess access)
    {
        foreach (var item in access.Items)
        {
            var json = new ItemJson(item.Json);
            var candidates = Matches(item, new Row(select.Root, Value.Of(json), null), access.IsExact);
            if (candidates.Count == 0)
            {
                json.Dispose();   // the others are kept by the rows made of them
            }

            foreach (var candidate in candidates)
            {
                yield return candidate;
            }
        }
    }

    private List<Candidate> Matches(StoredItem item, Row whole, bool isExact)
    {
        var matches = new List<Candidate>();
        var number = 0;
        var isRead = false;
        foreach (var row in select.Joined(whole))
        {
            var keys = select.OrderBy.Select(key => key.Path.Evaluate(row)).ToArray();
            var position = new Position(keys, item.Number, number++);
            isRead |= !index.IsComplete && index.Lookup?.Evaluate(row).IsTrue != false && !IsBeforeStart(position);
            if (isExact || select.Where!.Evaluate(row).IsTrue)
            {
                matches.Add(new Candidate(position, row, item.Json.Length));
            }
        }

        itemsRead += isRead ? 1 : 0;
        return matches;
    }

    private bool IsBeforeStart(Position position) =>
        start is not null && position.Keys.Length == start.Last.Keys.Length && order.Compare(position, start.Last) <= 0;
}
