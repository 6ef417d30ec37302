using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>AND or OR of three values: true, false, undefined. As long as the query says, but not deep.</summary>
internal sealed record Logical(bool IsAnd, IReadOnlyList<Expression> Operands) : Expression
{
    public override IEnumerable<Expression> Children => Operands;

    public override Value Evaluate(Row row)
    {
        var sound = true;
        foreach (var operand in Operands)
        {
            var value = operand.Evaluate(row);
            if (IsAnd ? value.IsFalse : value.IsTrue)
            {
                return value;
            }

            sound &= value.Kind == ValueKind.Boolean;
        }

        return sound ? Value.Of(IsAnd) : default;
    }
}

internal sealed record Not(Expression Operand) : Expression
{
    public override IEnumerable<Expression> Children => [Operand];

    public override Value Evaluate(Row row) =>
        Operand.Evaluate(row) is { Kind: ValueKind.Boolean } value ? Value.Of(!value.IsTrue) : default;
}

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Undefined between values of different kinds; arrays and objects are equal or not, but in no order.</summary>
internal sealed record Compare(Comparison Comparison, Expression Left, Expression Right) : Expression
{
    public override IEnumerable<Expression> Children => [Left, Right];

    public override Value Evaluate(Row row) => Of(Comparison, Left.Evaluate(row), Right.Evaluate(row));

    public static Value Of(Comparison comparison, Value left, Value right)
    {
        if (left.Kind != right.Kind || !left.IsDefined)
        {
            return default;
        }

        if (comparison is Comparison.Equal or Comparison.NotEqual)
        {
            return Value.Of(ValueOrder.AreEqual(left, right) == (comparison == Comparison.Equal));
        }

        if (left.Kind is ValueKind.Array or ValueKind.Object)
        {
            return default;
        }

        var order = ValueOrder.ByKindThenValue.Compare(left, right);
        return Value.Of(comparison switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        });
    }
}

/// <summary>True when any candidate equals the operand.</summary>
internal sealed record In(Expression Operand, IReadOnlyList<Expression> Candidates) : Expression
{
    public override IEnumerable<Expression> Children => Candidates.Prepend(Operand);

    public override Value Evaluate(Row row)
    {
        var operand = Operand.Evaluate(row);
        return operand.IsDefined
            ? Value.Of(Candidates.Any(candidate => ValueOrder.AreEqual(operand, candidate.Evaluate(row))))
            : default;
    }
}

/// <summary>Both bounds included.</summary>
internal sealed record Between(Expression Operand, Expression Low, Expression High) : Expression
{
    public override IEnumerable<Expression> Children => [Operand, Low, High];

    public override Value Evaluate(Row row)
    {
        var operand = Operand.Evaluate(row);
        var low = Compare.Of(Comparison.GreaterOrEqual, operand, Low.Evaluate(row));
        var high = Compare.Of(Comparison.LessOrEqual, operand, High.Evaluate(row));
        return low.IsDefined && high.IsDefined ? Value.Of(low.IsTrue && high.IsTrue) : default;
    }
}

/// <summary>A string against a pattern with <c>%</c> for any text and <c>_</c> for any character.</summary>
internal sealed record Like(Expression Operand, Expression Pattern, char? Escape) : Expression
{
    private readonly LikePattern? constant = Pattern is Constant { Value: { Kind: ValueKind.Text } text } ? new(text.Text, Escape) : null;

    public override IEnumerable<Expression> Children => [Operand, Pattern];

    public override Value Evaluate(Row row)
    {
        var operand = Operand.Evaluate(row);
        var pattern = Pattern.Evaluate(row);
        return operand.Kind == ValueKind.Text && pattern.Kind == ValueKind.Text
            ? Value.Of((constant ?? new LikePattern(pattern.Text, Escape)).Matches(operand.Text))
            : default;
    }
}

/// <summary>Arithmetic on two numbers.</summary>
internal sealed record Arithmetic(char Sign, Expression Left, Expression Right) : Expression
{
    public override IEnumerable<Expression> Children => [Left, Right];

    public override Value Evaluate(Row row)
    {
        var left = Left.Evaluate(row);
        var right = Right.Evaluate(row);
        if (left.Kind != ValueKind.Number || right.Kind != ValueKind.Number)
        {
            return default;
        }

        return Value.Of(Sign switch
        {
            '+' => left.Number + right.Number,
            '-' => left.Number - right.Number,
            '*' => left.Number * right.Number,
            '/' => left.Number / right.Number,
            _ => left.Number % right.Number,
        });
    }
}

/// <summary>A number with its sign.</summary>
internal sealed record Signed(bool Negative, Expression Operand) : Expression
{
    public override IEnumerable<Expression> Children => [Operand];

    public override Value Evaluate(Row row) =>
        Operand.Evaluate(row) is { Kind: ValueKind.Number } value ? Value.Of(Negative ? -value.Number : value.Number) : default;
}

/// <summary><c>||</c> of two strings.</summary>
internal sealed record Concatenation(Expression Left, Expression Right) : Expression
{
    public override IEnumerable<Expression> Children => [Left, Right];

    public override Value Evaluate(Row row)
    {
        var left = Left.Evaluate(row);
        var right = Right.Evaluate(row);
        return left.Kind == ValueKind.Text && right.Kind == ValueKind.Text ? Value.Of(left.Text + right.Text) : default;
    }
}

/// <summary><c>??</c>: the right side where the left is undefined.</summary>
internal sealed record Coalesce(Expression Left, Expression Right) : Expression
{
    public override IEnumerable<Expression> Children => [Left, Right];

    public override Value Evaluate(Row row) => Left.Evaluate(row) is { IsDefined: true } value ? value : Right.Evaluate(row);
}

/// <summary><c>condition ? then : otherwise</c>; otherwise for anything but true.</summary>
internal sealed record Conditional(Expression Condition, Expression Then, Expression Otherwise) : Expression
{
    public override IEnumerable<Expression> Children => [Condition, Then, Otherwise];

    public override Value Evaluate(Row row) => (Condition.Evaluate(row).IsTrue ? Then : Otherwise).Evaluate(row);
}
