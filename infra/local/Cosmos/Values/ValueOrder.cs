using System.Globalization;
using System.Text;

namespace Local.Cosmos.Values;

/// <summary>How values compare.</summary>
internal sealed class ValueOrder : IComparer<Value>
{
    public static readonly ValueOrder ByKindThenValue = new();

    private ValueOrder()
    {
    }

    /// <summary>Deep; values of different kinds are never equal.</summary>
    public static bool AreEqual(Value left, Value right) => left.Kind == right.Kind && left.Kind switch
    {
        ValueKind.Boolean or ValueKind.Number => left.Number == right.Number,
        ValueKind.Text => left.Text == right.Text,
        ValueKind.Array => left.Count == right.Count
            && left.Elements().Zip(right.Elements()).All(pair => AreEqual(pair.First, pair.Second)),
        ValueKind.Object => left.Count == right.Count && left.Members().All(member => AreEqual(member.Value, right.Member(member.Key))),
        _ => true,
    };

    /// <summary>The order of ORDER BY: by kind, then by value, strings by code unit.</summary>
    public int Compare(Value left, Value right)
    {
        if (left.Kind != right.Kind)
        {
            return left.Kind.CompareTo(right.Kind);
        }

        return left.Kind switch
        {
            ValueKind.Boolean or ValueKind.Number => left.Number.CompareTo(right.Number),
            ValueKind.Text => string.CompareOrdinal(left.Text, right.Text),
            ValueKind.Array or ValueKind.Object => string.CompareOrdinal(Canonical(left), Canonical(right)),
            _ => 0,
        };
    }

    /// <summary>A text that is the same for equal values and no others.</summary>
    public static string Canonical(Value value)
    {
        var text = new StringBuilder();
        Append(value, text);
        return text.ToString();
    }

    private static void Append(Value value, StringBuilder text)
    {
        switch (value.Kind)
        {
            case ValueKind.Number:
                text.Append(CultureInfo.InvariantCulture, $"{value.Number + 0.0:R}");
                break;
            case ValueKind.Text:
                text.Append(CultureInfo.InvariantCulture, $"'{value.Text.Length}:{value.Text}");
                break;
            case ValueKind.Array:
                text.Append('[');
                foreach (var element in value.Elements())
                {
                    Append(element, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case ValueKind.Object:
                text.Append('{');
                var defined = value.Members().Where(each => each.Value.IsDefined);
                foreach (var (name, member) in defined.OrderBy(each => each.Key, StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"'{name.Length}:{name}=");
                    Append(member, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            default:
                text.Append(value.Kind == ValueKind.Boolean ? (value.IsTrue ? 't' : 'f') : value.Kind == ValueKind.Null ? 'n' : 'u');
                break;
        }
    }
}
