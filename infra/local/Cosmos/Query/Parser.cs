using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>
/// Recursive descent over the tokens of a query: here the clauses, in the other parts expressions. Parameters become constants
/// on the way.
/// </summary>
internal sealed partial class Parser
{
    private readonly List<Token> tokens;
    private readonly IReadOnlyDictionary<string, Value> parameters;
    private int at;
    private int depth;

    private Parser(string text, IReadOnlyDictionary<string, Value> parameters)
    {
        tokens = Lexer.Tokens(text);
        this.parameters = parameters;
    }

    /// <param name="text">A whole query.</param>
    /// <param name="parameters">By name with the at sign.</param>
    /// <exception cref="RequestRefusedException">The service would refuse it, or it is not supported here.</exception>
    public static Select Parse(string text, IReadOnlyDictionary<string, Value> parameters)
    {
        var parser = new Parser(text, parameters);
        var select = parser.ParseSelect();
        if (parser.Current.Kind == TokenKind.End && select.Sources.Count == 0)
        {
            throw RequestRefusedException.Unsupported("SELECT without FROM");
        }

        if (parser.Current.Kind != TokenKind.End)
        {
            throw QueryError.Near(parser.Current);
        }

        Binding.Check(select);
        return select;
    }

    private Select ParseSelect()
    {
        var start = Current.Start;
        Expect("SELECT");
        var distinct = Accept("DISTINCT");
        int? top = Accept("TOP") ? ParseCount(QueryError.TopCount) : null;
        var listsItems = !Current.IsWord("VALUE");
        var projection = ParseProjection();
        var sources = Accept("FROM") ? ParseSources() : projection is null ? throw QueryError.Near(Current) : [];
        var where = Accept("WHERE") ? ParseExpression() : null;
        var groupBy = AcceptBoth("GROUP", "BY") ? ParseList(ParseExpression) : [];
        var orderBy = AcceptBoth("ORDER", "BY") ? ParseList(ParseOrderBy) : [];
        var offset = 0;
        int? limit = null;
        if (Accept("OFFSET"))
        {
            offset = ParseCount(QueryError.OffsetCount);
            Expect("LIMIT");
            limit = ParseCount(QueryError.OffsetCount);
        }

        if (top is not null && limit is not null)
        {
            throw QueryError.At(
                QueryError.TopWithOffset, "A TOP cannot be used in the same query or subquery as an OFFSET.", start, Current.Start);
        }

        return new Select
        {
            Root = sources is [var first, ..] ? RootOf(first.Collection) : "",
            Sources = sources,
            Projection = projection,
            ListsItems = listsItems,
            Distinct = distinct,
            Top = top,
            Where = where,
            GroupBy = groupBy,
            OrderBy = orderBy,
            Offset = offset,
            Limit = limit,
            Aggregates = projection?.Tree().OfType<Aggregate>().ToList() ?? [],
        };
    }

    private Expression? ParseProjection()
    {
        if (AcceptSign("*"))
        {
            return null;
        }

        if (Accept("VALUE"))
        {
            return ParseExpression();
        }

        var members = new List<KeyValuePair<string, Expression>>();
        var unnamed = 0;
        do
        {
            var expression = ParseExpression();
            var name = ParseAlias() ?? NameOf(expression) ?? $"${++unnamed}";
            AddUnique(members, name, expression);
        }
        while (AcceptSign(","));

        return new ObjectLiteral(members);
    }

    private List<Source> ParseSources()
    {
        var sources = new List<Source> { ParseSource() };
        while (Accept("JOIN"))
        {
            sources.Add(ParseSource());
        }

        return sources.Count <= Limits.QueryJoins + 1
            ? sources
            : throw RequestRefusedException.BadRequest($"The query has more than {Limits.QueryJoins} JOINs.");
    }

    private Source ParseSource()
    {
        if (Current.IsSign("("))
        {
            var subquery = new SubqueryRows(ParseSubquery());
            return new Source(ParseAlias() ?? throw QueryError.Near(Current), subquery, Iterates: true);
        }

        if (Current.IsName && tokens[at + 1].IsWord("IN"))
        {
            var element = ParseName();
            at++;
            return new Source(element, ParsePath(), Iterates: true);
        }

        var path = ParsePath();
        return new Source(ParseAlias() ?? NameOf(path) ?? throw QueryError.Near(Current), path, Iterates: false);
    }

    private OrderBy ParseOrderBy()
    {
        var expression = ParseExpression();
        var descending = Accept("DESC");
        if (!descending)
        {
            Accept("ASC");
        }

        return new OrderBy(expression, descending);
    }

    private Select ParseSubquery()
    {
        ExpectSign("(");
        var select = ParseSelect();
        ExpectSign(")");
        return select.OrderBy.Count == 0 ? select : throw RequestRefusedException.Unsupported("ORDER BY in a subquery");
    }

    private int ParseCount(string code)
    {
        var token = Current;
        return ParsePrimary() is Constant { Value: { Kind: ValueKind.Number } value } && value.Number is >= 0 and <= int.MaxValue
            && value.Number == Math.Floor(value.Number)
            ? (int)value.Number
            : throw QueryError.At(code, $"The count '{token.Text}' must be an integer from 0 to {int.MaxValue}.", token.Start, token.End);
    }

    private List<T> ParseList<T>(Func<T> parseOne)
    {
        var list = new List<T> { parseOne() };
        while (AcceptSign(","))
        {
            list.Add(parseOne());
        }

        return list;
    }

    private string? ParseAlias() => Accept("AS") || Current.IsName ? ParseName() : null;

    private string ParseName()
    {
        var name = Current.IsName ? Current.Text : throw QueryError.Near(Current);
        at++;
        return name;
    }

    private static string? NameOf(Expression expression) => expression switch
    {
        Identifier identifier => identifier.Name,
        Member member => member.Name,
        _ => null,
    };

    private static string RootOf(Expression path) => path switch
    {
        Identifier identifier => identifier.Name,
        Member member => RootOf(member.Target),
        Element element => RootOf(element.Target),
        _ => "",
    };

    private static void AddUnique(List<KeyValuePair<string, Expression>> members, string name, Expression value)
    {
        if (members.Exists(member => member.Key == name))
        {
            throw QueryError.Of(QueryError.DuplicateName, $"Object creation error, property name '{name}' specified more than once.");
        }

        members.Add(KeyValuePair.Create(name, value));
    }
}
