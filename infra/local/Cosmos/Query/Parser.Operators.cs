using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>Operators, from the loosest to the tightest.</summary>
internal sealed partial class Parser
{
    private static readonly Dictionary<string, Comparison> Comparisons = new()
    {
        ["="] = Comparison.Equal,
        ["!="] = Comparison.NotEqual,
        ["<>"] = Comparison.NotEqual,
        ["<"] = Comparison.Less,
        ["<="] = Comparison.LessOrEqual,
        [">"] = Comparison.Greater,
        [">="] = Comparison.GreaterOrEqual,
    };

    /// <summary>BETWEEN stands above AND and OR: beside them it needs parentheses.</summary>
    private Expression ParseExpression()
    {
        Descend();
        var expression = ParseConditional();
        var negated = expression is not Logical && Current.IsWord("NOT") && tokens[at + 1].IsWord("BETWEEN");
        at += negated ? 1 : 0;
        if (expression is not Logical && Accept("BETWEEN"))
        {
            var low = ParseConcatenation();
            Expect("AND");
            expression = Negated(negated, new Between(expression, low, ParseConcatenation()));
        }

        depth--;
        return expression;
    }

    private Expression ParseConditional()
    {
        var condition = ParseCoalesce();
        if (!AcceptSign("?"))
        {
            return condition;
        }

        var then = ParseExpression();
        ExpectSign(":");
        return new Conditional(condition, then, ParseExpression());
    }

    private Expression ParseCoalesce() => ParseChain(ParseOr, ["??"], (_, left, right) => new Coalesce(left, right));

    private Expression ParseOr() => ParseLogical("OR", ParseAnd);

    private Expression ParseAnd() => ParseLogical("AND", ParseComparison);

    private Expression ParseLogical(string keyword, Func<Expression> parseOperand)
    {
        var operands = new List<Expression> { parseOperand() };
        while (Accept(keyword))
        {
            operands.Add(parseOperand());
        }

        return operands.Count == 1 ? operands[0] : new Logical(keyword == "AND", operands);
    }

    private Expression ParseComparison()
    {
        if (Accept("NOT"))
        {
            Descend();
            var operand = ParseComparison();
            depth--;
            return new Not(operand);
        }

        return ParseMembership(ParseChain(
            ParseConcatenation, Comparisons.Keys, (sign, left, right) => new Compare(Comparisons[sign], left, right)));
    }

    private Expression ParseMembership(Expression operand)
    {
        var negated = Current.IsWord("NOT") && (tokens[at + 1].IsWord("IN") || tokens[at + 1].IsWord("LIKE"));
        at += negated ? 1 : 0;
        if (Accept("IN"))
        {
            ExpectSign("(");
            var candidates = ParseList(ParseExpression);
            ExpectSign(")");
            return Negated(negated, new In(operand, candidates));
        }

        if (!Accept("LIKE"))
        {
            return operand;
        }

        var pattern = ParseConcatenation();
        return Negated(negated, new Like(operand, pattern, Accept("ESCAPE") ? ParseEscape() : null));
    }

    private char ParseEscape() => ParsePrimary() is Constant { Value: { Kind: ValueKind.Text, Text.Length: 1 } value }
        ? value.Text[0]
        : throw RequestRefusedException.BadRequest("ESCAPE must be followed by a string of one character.");

    private Expression ParseConcatenation() => ParseChain(ParseSum, ["||"], (_, left, right) => new Concatenation(left, right));

    private Expression ParseSum() => ParseChain(ParseProduct, ["+", "-"], (sign, left, right) => new Arithmetic(sign[0], left, right));

    private Expression ParseProduct() =>
        ParseChain(ParseSigned, ["*", "/", "%"], (sign, left, right) => new Arithmetic(sign[0], left, right));

    private Expression ParseSigned()
    {
        if (!Current.IsSign("-") && !Current.IsSign("+"))
        {
            return ParseSteps(ParsePrimary());
        }

        Descend();
        var negative = tokens[at++].Text == "-";
        var operand = ParseSigned();
        depth--;
        return new Signed(negative, operand);
    }

    private static Expression Negated(bool negated, Expression expression) => negated ? new Not(expression) : expression;

    /// <summary>Left to right. Its length counts as depth, as evaluation goes down the left side.</summary>
    private Expression ParseChain(
        Func<Expression> parseOperand, IReadOnlyCollection<string> signs, Func<string, Expression, Expression, Expression> combine)
    {
        var left = parseOperand();
        for (var length = 0; Current.Kind == TokenKind.Sign && signs.Contains(Current.Text); length++)
        {
            var sign = tokens[at++].Text;
            left = length < Limits.QueryNesting ? combine(sign, left, parseOperand()) : throw TooDeep();
        }

        return left;
    }

    private void Descend()
    {
        if (++depth > Limits.QueryNesting)
        {
            throw TooDeep();
        }
    }

    private static RequestRefusedException TooDeep() =>
        RequestRefusedException.BadRequest($"The query nests expressions deeper than {Limits.QueryNesting} levels.");
}
