using System.Globalization;
using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>What operators stand between: literals, paths, calls, subqueries.</summary>
internal sealed partial class Parser
{
    private Expression ParsePath() => ParseSteps(new Identifier(ParseName()));

    private Expression ParseSteps(Expression target)
    {
        for (var steps = 0; steps <= Limits.NestingLevels; steps++)
        {
            if (AcceptSign("."))
            {
                target = new Member(target, ParseName());
            }
            else if (AcceptSign("["))
            {
                target = ParseStep(target);
                ExpectSign("]");
            }
            else
            {
                return target;
            }
        }

        throw TooDeep();
    }

    private Expression ParseStep(Expression target) => ParseExpression() switch
    {
        Constant { Value: { Kind: ValueKind.Text } name } => new Member(target, name.Text),
        Constant { Value: { Kind: ValueKind.Number } index } when index.Number is >= 0 and <= int.MaxValue =>
            new Element(target, (int)index.Number),
        _ => throw RequestRefusedException.Unsupported("an expression as index; only strings, numbers and parameters"),
    };

    private Expression ParsePrimary()
    {
        var token = Current;
        if (token.IsSign("("))
        {
            return ParseParenthesized();
        }

        if (token.Kind == TokenKind.Word && tokens[at + 1].IsSign("("))
        {
            return ParseCall();
        }

        at++;
        return token.Kind switch
        {
            TokenKind.Parameter => new Constant(ParameterNamed(token)),
            TokenKind.Text => new Constant(Value.Of(token.Text)),
            TokenKind.Number => new Constant(Value.Of(double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture))),
            TokenKind.Sign when token.Text == "[" => ParseArray(),
            TokenKind.Sign when token.Text == "{" => ParseObject(),
            TokenKind.Word when token.IsWord("true") => new Constant(Value.True),
            TokenKind.Word when token.IsWord("false") => new Constant(Value.False),
            TokenKind.Word when token.IsWord("null") => new Constant(Value.Null),
            TokenKind.Word when token.IsWord("undefined") => new Constant(default),
            TokenKind.Word when token.IsWord("udf") => throw RequestRefusedException.Unsupported("user-defined functions"),
            TokenKind.Word when token.IsName => new Identifier(token.Text),
            _ => throw QueryError.Near(token),
        };
    }

    private Expression ParseParenthesized()
    {
        if (tokens[at + 1].IsWord("SELECT"))
        {
            return new ScalarSubquery(ParseSubquery());
        }

        ExpectSign("(");
        var inner = ParseExpression();
        ExpectSign(")");
        return new Grouped(inner);
    }

    private Expression ParseCall()
    {
        var name = tokens[at++];
        if (name.IsWord("EXISTS"))
        {
            return new Exists(ParseSubquery());
        }

        if (name.IsWord("ARRAY"))
        {
            return new ArraySubquery(ParseSubquery());
        }

        if (Keywords.IsReserved(name.Text))
        {
            throw QueryError.Near(name);
        }

        ExpectSign("(");
        var arguments = Current.IsSign(")") ? [] : ParseList(ParseExpression);
        ExpectSign(")");
        if (Enum.TryParse<AggregateKind>(name.Text, ignoreCase: true, out var kind))
        {
            CheckCount(name, arguments.Count, 1, 1);
            return new Aggregate(kind, arguments[0]);
        }

        var function = Function.Named(name.Text) ?? throw RequestRefusedException.Unsupported($"the function {name.Text} in a query");
        CheckCount(name, arguments.Count, function.MinArguments, function.MaxArguments);
        return new Call(function, arguments);
    }

    private static void CheckCount(Token name, int count, int min, int max)
    {
        if (count < min || count > max)
        {
            var wanted = min == max ? $"{min}" : $"{min} to {max}";
            throw QueryError.At(
                QueryError.ArgumentCount,
                $"The {name.Text.ToUpperInvariant()} function requires {wanted} argument(s).",
                name.Start,
                name.End);
        }
    }

    private ArrayLiteral ParseArray()
    {
        var elements = Current.IsSign("]") ? [] : ParseList(ParseExpression);
        ExpectSign("]");
        return new ArrayLiteral(elements);
    }

    private ObjectLiteral ParseObject()
    {
        var members = new List<KeyValuePair<string, Expression>>();
        if (!Current.IsSign("}"))
        {
            do
            {
                var name = Current.Kind == TokenKind.Text || Current.IsName ? Current.Text : throw QueryError.Near(Current);
                at++;
                ExpectSign(":");
                AddUnique(members, name, ParseExpression());
            }
            while (AcceptSign(","));
        }

        ExpectSign("}");
        return new ObjectLiteral(members);
    }

    private Value ParameterNamed(Token token) => parameters.TryGetValue(token.Text, out var value)
        ? value
        : throw RequestRefusedException.BadRequest($"The query uses the parameter {token.Text}, which has no value.");
}
