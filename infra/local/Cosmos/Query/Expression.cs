using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>A scalar expression; evaluated for one row it has one value, undefined included.</summary>
internal abstract record Expression
{
    /// <summary>Operands, for those who walk the tree; a subquery is not one.</summary>
    public virtual IEnumerable<Expression> Children => [];

    public abstract Value Evaluate(Row row);

    /// <summary>This expression and all below it.</summary>
    public IEnumerable<Expression> Tree() => Children.SelectMany(child => child.Tree()).Prepend(this);
}

/// <summary>A literal or the value of a parameter.</summary>
internal sealed record Constant(Value Value) : Expression
{
    public override Value Evaluate(Row row) => Value;
}

/// <summary>An alias, such as <c>c</c>.</summary>
internal sealed record Identifier(string Name) : Expression
{
    public override Value Evaluate(Row row) => row[Name];
}

/// <summary><c>c.name</c> or <c>c["name"]</c>.</summary>
internal sealed record Member(Expression Target, string Name) : Expression
{
    public override IEnumerable<Expression> Children => [Target];

    public override Value Evaluate(Row row) => Target.Evaluate(row).Member(Name);
}

/// <summary><c>c.list[0]</c></summary>
internal sealed record Element(Expression Target, int Index) : Expression
{
    public override IEnumerable<Expression> Children => [Target];

    public override Value Evaluate(Row row) => Target.Evaluate(row).ElementAt(Index);
}

/// <summary>An expression in parentheses; where the grammar asks for a path or for BETWEEN, they matter.</summary>
internal sealed record Grouped(Expression Inner) : Expression
{
    public override IEnumerable<Expression> Children => [Inner];

    public override Value Evaluate(Row row) => Inner.Evaluate(row);
}

internal sealed record ArrayLiteral(IReadOnlyList<Expression> Elements) : Expression
{
    public override IEnumerable<Expression> Children => Elements;

    public override Value Evaluate(Row row) => Value.Of(Elements.Select(element => element.Evaluate(row)).ToArray());
}

/// <summary>An object literal, and the object a select list makes.</summary>
internal sealed record ObjectLiteral(IReadOnlyList<KeyValuePair<string, Expression>> Members) : Expression
{
    public override IEnumerable<Expression> Children => Members.Select(member => member.Value);

    public override Value Evaluate(Row row) =>
        Value.Of(Members.Select(member => KeyValuePair.Create(member.Key, member.Value.Evaluate(row))).ToArray());
}

/// <summary><c>(SELECT …)</c>: its only row, or undefined.</summary>
internal sealed record ScalarSubquery(Select Select) : Expression
{
    public override Value Evaluate(Row row) => Select.Values(row).FirstOrDefault();
}

/// <summary><c>EXISTS(SELECT …)</c></summary>
internal sealed record Exists(Select Select) : Expression
{
    public override Value Evaluate(Row row) => Value.Of(Select.Values(row).Any());
}

/// <summary><c>ARRAY(SELECT …)</c></summary>
internal sealed record ArraySubquery(Select Select) : Expression
{
    public override Value Evaluate(Row row) => Value.Of(Select.Values(row).ToArray());
}

/// <summary>A built-in function with its arguments.</summary>
internal sealed record Call(Function Function, IReadOnlyList<Expression> Arguments) : Expression
{
    public override IEnumerable<Expression> Children => Arguments;

    public override Value Evaluate(Row row) => Function.Apply(Arguments.Select(argument => argument.Evaluate(row)).ToArray());
}
