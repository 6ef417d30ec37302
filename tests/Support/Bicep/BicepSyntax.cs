namespace Serverless.Tests.Support.Bicep;

/// <summary>An expression of Bicep and the line it begins on, from 1.</summary>
internal abstract record BicepExpression(int Line)
{
    /// <summary>What it is made of directly.</summary>
    public virtual IEnumerable<BicepExpression> Parts => [];

    /// <summary>Itself and everything within.</summary>
    public IEnumerable<BicepExpression> All => Parts.SelectMany(part => part.All).Prepend(this);
}

/// <param name="Value">A long, a bool or null.</param>
internal sealed record BicepLiteral(object? Value, int Line) : BicepExpression(Line);

/// <param name="Pieces">Texts and, between them, the expressions that are interpolated.</param>
internal sealed record BicepText(IReadOnlyList<object> Pieces, int Line) : BicepExpression(Line)
{
    /// <summary>The text, if nothing is interpolated.</summary>
    public string? Plain => Pieces.All(piece => piece is string) ? string.Concat(Pieces) : null;

    public override IEnumerable<BicepExpression> Parts => Pieces.OfType<BicepExpression>();
}

internal sealed record BicepName(string Name, int Line) : BicepExpression(Line);

internal sealed record BicepMember(BicepExpression Of, string Name, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => [Of];
}

internal sealed record BicepElement(BicepExpression Of, BicepExpression Index, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => [Of, Index];
}

/// <param name="Of">What a method such as <c>account.listKeys()</c> is called on; null for a function.</param>
internal sealed record BicepCall(BicepExpression? Of, string Function, IReadOnlyList<BicepExpression> Arguments, int Line)
    : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => Of is null ? Arguments : Arguments.Prepend(Of);
}

internal sealed record BicepObject(IReadOnlyList<(BicepText Key, BicepExpression Value)> Properties, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => Properties.SelectMany(property => new[] { property.Key, property.Value });

    public BicepExpression? this[string key] => Properties.FirstOrDefault(property => property.Key.Plain == key).Value;

    /// <summary>The value at a path such as <c>properties.sku</c>; null if there is none.</summary>
    public BicepExpression? At(string path) => path.Split('.').Aggregate((BicepExpression?)this, (at, key) => (at as BicepObject)?[key]);
}

internal sealed record BicepArray(IReadOnlyList<BicepExpression> Items, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => Items;
}

internal sealed record BicepOperation(string Operator, IReadOnlyList<BicepExpression> Operands, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => Operands;
}

internal sealed record BicepLambda(IReadOnlyList<string> Names, BicepExpression Body, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => [Body];
}

internal sealed record BicepFor(IReadOnlyList<string> Names, BicepExpression Source, BicepExpression Body, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => [Source, Body];
}

internal sealed record BicepIf(BicepExpression Condition, BicepExpression Body, int Line) : BicepExpression(Line)
{
    public override IEnumerable<BicepExpression> Parts => [Condition, Body];
}

internal enum BicepKind
{
    Param,
    Var,
    Resource,
    Module,
    Output,
    TargetScope,
}

/// <param name="Type">Of a param or an output its type, of a resource its type and version, of a module its path.</param>
/// <param name="Value">What it is; of a param its default, null if it must be given.</param>
internal sealed record BicepDeclaration(
    BicepKind Kind, string Name, string Type, bool IsExisting, BicepExpression? Value, IReadOnlyList<BicepCall> Decorators, int Line)
{
    public bool IsSecure => Decorators.Any(decorator => decorator.Function == "secure");

    /// <summary>What is created, without loop and condition; null if it is no object.</summary>
    public BicepObject? Body
    {
        get
        {
            var body = Value;
            while (body is BicepFor or BicepIf)
            {
                body = body is BicepFor loop ? loop.Body : ((BicepIf)body).Body;
            }

            return body as BicepObject;
        }
    }

    public IEnumerable<BicepExpression> Expressions => (Value?.All ?? []).Concat(Decorators.SelectMany(decorator => decorator.All));
}

/// <summary>A file, its name relative to the root.</summary>
internal sealed record BicepFile(string Name, IReadOnlyList<BicepDeclaration> Declarations)
{
    public IEnumerable<BicepDeclaration> Of(BicepKind kind) => Declarations.Where(declaration => declaration.Kind == kind);

    /// <summary>What is declared under a name; outputs have names of their own.</summary>
    public BicepDeclaration this[string name] =>
        Declarations.Single(declaration => declaration.Name == name && declaration.Kind != BicepKind.Output);
}
