using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>A built-in function ("System functions", NoSQL query language reference).</summary>
/// <param name="Name">In upper case.</param>
/// <param name="MinArguments">Fewest arguments.</param>
/// <param name="MaxArguments">Most arguments.</param>
/// <param name="Apply">From the arguments' values to the result; undefined where an argument has the wrong type.</param>
internal sealed record Function(string Name, int MinArguments, int MaxArguments, Func<Value[], Value> Apply)
{
    private const int AnyNumber = 1000;

    private static readonly Dictionary<string, Function> ByName = new Function[]
    {
        new("IS_DEFINED", 1, 1, a => Value.Of(a[0].IsDefined)),
        new("IS_NULL", 1, 1, Is(ValueKind.Null)),
        new("IS_BOOL", 1, 1, Is(ValueKind.Boolean)),
        new("IS_NUMBER", 1, 1, Is(ValueKind.Number)),
        new("IS_STRING", 1, 1, Is(ValueKind.Text)),
        new("IS_ARRAY", 1, 1, Is(ValueKind.Array)),
        new("IS_OBJECT", 1, 1, Is(ValueKind.Object)),
        new("IS_PRIMITIVE", 1, 1, a => Value.Of(a[0].Kind is > ValueKind.Undefined and < ValueKind.Array)),
        new("STARTSWITH", 2, 3, Search((text, part, how) => text.StartsWith(part, how))),
        new("ENDSWITH", 2, 3, Search((text, part, how) => text.EndsWith(part, how))),
        new("CONTAINS", 2, 3, Search((text, part, how) => text.Contains(part, how))),
        new("STRINGEQUALS", 2, 3, Search((text, part, how) => text.Equals(part, how))),
        new("LOWER", 1, 1, OfText(text => Value.Of(text.ToLowerInvariant()))),
        new("UPPER", 1, 1, OfText(text => Value.Of(text.ToUpperInvariant()))),
        new("TRIM", 1, 1, OfText(text => Value.Of(text.Trim()))),
        new("LENGTH", 1, 1, OfText(text => Value.Of((double)text.Length))),
        new("CONCAT", 2, AnyNumber, a => Array.TrueForAll(a, each => each.Kind == ValueKind.Text)
            ? Value.Of(string.Concat(a.Select(each => each.Text)))
            : default),
        new("SUBSTRING", 3, 3, a => a[0].Kind == ValueKind.Text && a[1].Kind == ValueKind.Number && a[2].Kind == ValueKind.Number
            ? Value.Of(Substring(a[0].Text, a[1].Number, a[2].Number))
            : default),
        new("ABS", 1, 1, OfNumber(Math.Abs)),
        new("FLOOR", 1, 1, OfNumber(Math.Floor)),
        new("CEILING", 1, 1, OfNumber(Math.Ceiling)),
        new("ARRAY_LENGTH", 1, 1, a => a[0].Kind == ValueKind.Array ? Value.Of((double)a[0].Count) : default),
        new("ARRAY_CONTAINS", 2, 3, ArrayContains),
    }.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the name is none of a supported function.</summary>
    public static Function? Named(string name) => ByName.GetValueOrDefault(name);

    private static Func<Value[], Value> Is(ValueKind kind) => arguments => Value.Of(arguments[0].Kind == kind);

    private static Func<Value[], Value> OfText(Func<string, Value> apply) =>
        arguments => arguments[0].Kind == ValueKind.Text ? apply(arguments[0].Text) : default;

    private static Func<Value[], Value> OfNumber(Func<double, double> apply) =>
        arguments => arguments[0].Kind == ValueKind.Number ? Value.Of(apply(arguments[0].Number)) : default;

    /// <summary>The third argument says whether case is ignored.</summary>
    private static Func<Value[], Value> Search(Func<string, string, StringComparison, bool> found) => arguments =>
    {
        if (arguments[0].Kind != ValueKind.Text || arguments[1].Kind != ValueKind.Text
            || (arguments.Length == 3 && arguments[2].Kind != ValueKind.Boolean))
        {
            return default;
        }

        var ignoresCase = arguments.Length == 3 && arguments[2].IsTrue;
        return Value.Of(found(
            arguments[0].Text, arguments[1].Text, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
    };

    private static string Substring(string text, double start, double length)
    {
        var from = (int)Math.Clamp(start, 0, text.Length);
        return text.Substring(from, (int)Math.Clamp(length, 0, text.Length - from));
    }

    /// <summary>With a third argument of true an object need only hold the members asked for.</summary>
    private static Value ArrayContains(Value[] arguments)
    {
        var wanted = arguments[1];
        if (arguments[0].Kind != ValueKind.Array || !wanted.IsDefined)
        {
            return default;
        }

        var partly = arguments.Length == 3 && arguments[2].IsTrue;
        return Value.Of(arguments[0].Elements().Any(element => partly ? Holds(element, wanted) : ValueOrder.AreEqual(element, wanted)));
    }

    private static bool Holds(Value whole, Value part) => whole.Kind == ValueKind.Object && part.Kind == ValueKind.Object
        ? part.Members().All(member => Holds(whole.Member(member.Key), member.Value))
        : ValueOrder.AreEqual(whole, part);
}
