namespace Serverless.Tests.Support.Bicep;

/// <summary>What only a deployment knows, such as the id of a resource.</summary>
internal sealed record BicepUnknown(string Text)
{
    public override string ToString() => $"<{Text}>";
}

/// <summary>
/// What a file creates, as far as it can be known without Azure. Values are strings, longs, bools, null, lists, dictionaries,
/// and <see cref="BicepUnknown"/>.
/// </summary>
/// <param name="parameters">Instead of the defaults. A parameter with neither is unknown.</param>
internal sealed class BicepEvaluator(BicepFile file, IReadOnlyDictionary<string, object?>? parameters = null)
{
    /// <summary>What is created under a name: as many as the loop has turns, none if the condition does not hold.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Created(string name) =>
        (Value(file[name].Value!, []) is List<object?> many ? many : [Value(file[name].Value!, [])]).OfType<Dictionary<string, object?>>();

    public object? Variable(string name) => Value(file[name].Value!, []);

    public object? Output(string name) => Value(file.Of(BicepKind.Output).Single(output => output.Name == name).Value!, []);

    /// <summary>The value at a path such as <c>properties.resource.id</c>; null if there is none.</summary>
    public static object? At(object? value, string path) => path.Split('.')
        .Aggregate(value, (at, key) => (at as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault(key));

    private object? Value(BicepExpression expression, Dictionary<string, object?> locals) => expression switch
    {
        BicepLiteral literal => literal.Value,
        BicepText text => string.Concat(text.Pieces.Select(piece => piece is BicepExpression part ? Value(part, locals) : piece)),
        BicepName name => Named(name.Name, locals),
        BicepMember member => Value(member.Of, locals) switch
        {
            IReadOnlyDictionary<string, object?> holder => holder.GetValueOrDefault(member.Name),
            BicepUnknown unknown => new BicepUnknown($"{unknown.Text}.{member.Name}"),
            _ => throw new FormatException($"{file.Name}({member.Line}): nothing has a {member.Name} here"),
        },
        BicepObject { Properties: var properties } => properties.ToDictionary(
            property => (string)Value(property.Key, locals)!, property => Value(property.Value, locals)),
        BicepArray array => array.Items.Select(item => Value(item, locals)).ToList(),
        BicepFor loop => List(loop.Source, locals).Select(item => Value(loop.Body, With(locals, loop.Names[0], item))).ToList(),
        BicepIf { Condition: var condition, Body: var body } => Value(condition, locals) is false ? null : Value(body, locals),
        BicepOperation operation => Operated(operation, locals),
        BicepCall call => Called(call, locals),
        _ => new BicepUnknown(expression.GetType().Name),
    };

    private object? Named(string name, Dictionary<string, object?> locals)
    {
        if (locals.TryGetValue(name, out var local))
        {
            return local;
        }

        if (parameters is not null && parameters.TryGetValue(name, out var given))
        {
            return given;
        }

        return file[name] is { Kind: BicepKind.Param or BicepKind.Var, Value: { } value } ? Value(value, []) : new BicepUnknown(name);
    }

    private object? Operated(BicepOperation operation, Dictionary<string, object?> locals)
    {
        var first = Value(operation.Operands[0], locals);
        return operation.Operator switch
        {
            "?:" when first is bool holds => Value(operation.Operands[holds ? 1 : 2], locals),
            "!" when first is bool holds => !holds,
            "-" when first is long number => -number,
            "==" => Equals(first, Value(operation.Operands[1], locals)),
            _ => new BicepUnknown(operation.Operator),
        };
    }

    private object? Called(BicepCall call, Dictionary<string, object?> locals) => call.Function switch
    {
        "empty" when Value(call.Arguments[0], locals) is var value => value switch
        {
            string text => text.Length == 0,
            List<object?> list => list.Count == 0,
            Dictionary<string, object?> holder => holder.Count == 0,
            _ => new BicepUnknown("empty"),
        },
        "string" when Value(call.Arguments[0], locals) is long or string or bool => $"{Value(call.Arguments[0], locals)}",
        "map" when call.Arguments[1] is BicepLambda lambda =>
            List(call.Arguments[0], locals).Select(item => Value(lambda.Body, With(locals, lambda.Names[0], item))).ToList(),
        "union" => Union([.. call.Arguments.Select(argument => Value(argument, locals))]),
        _ => new BicepUnknown(call.Function),
    };

    private static object Union(IReadOnlyList<object?> values)
    {
        var known = values.OfType<Dictionary<string, object?>>().ToList();
        return known.Count < values.Count
            ? new BicepUnknown("union")
            : known.SelectMany(value => value).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value);
    }

    private List<object?> List(BicepExpression source, Dictionary<string, object?> locals) =>
        Value(source, locals) as List<object?>
        ?? throw new FormatException($"{file.Name}({source.Line}): this list is only known to a deployment");

    private static Dictionary<string, object?> With(Dictionary<string, object?> locals, string name, object? value) =>
        new(locals) { [name] = value };
}
