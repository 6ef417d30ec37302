using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Local.Cosmos.Values;

/// <summary>Kinds of values in the order ORDER BY puts them ("ORDER BY clause", NoSQL query language reference).</summary>
internal enum ValueKind
{
    /// <summary>A missing property, or the result of an operation that has none.</summary>
    Undefined,
    Null,
    Boolean,
    Number,
    Text,
    Array,
    Object,
}

/// <summary>
/// A value during evaluation: part of a stored item, taken over byte for byte when it is written out, or computed.
/// </summary>
internal readonly struct Value
{
    public static readonly Value Null = new(ValueKind.Null);
    public static readonly Value True = new(ValueKind.Boolean, number: 1);
    public static readonly Value False = new(ValueKind.Boolean);

    private readonly JsonElement json;
    private readonly object? content;
    private readonly double number;

    private Value(ValueKind kind, double number = 0, object? content = null, JsonElement element = default)
    {
        Kind = kind;
        this.number = number;
        this.content = content;
        json = element;
    }

    public ValueKind Kind { get; }

    public bool IsDefined => Kind != ValueKind.Undefined;

    public bool IsTrue => Kind == ValueKind.Boolean && number != 0;

    public bool IsFalse => Kind == ValueKind.Boolean && number == 0;

    /// <summary>Of a number; of a boolean 0 or 1.</summary>
    public double Number => number;

    /// <summary>Of a string.</summary>
    public string Text => content as string ?? TextOf(json);

    /// <summary>Whether this is JSON and not computed.</summary>
    [MemberNotNullWhen(false, nameof(content))]
    private bool IsJson => content is null or ItemJson;

    private JsonElement Json => content is ItemJson item ? item.Root : json;

    public static Value Of(bool value) => value ? True : False;

    /// <summary>Undefined when not finite: JSON has no such number.</summary>
    public static Value Of(double value) => double.IsFinite(value) ? new(ValueKind.Number, value) : default;

    public static Value Of(string value) => new(ValueKind.Text, content: value);

    public static Value Of(IReadOnlyList<Value> elements) => new(ValueKind.Array, content: elements);

    public static Value Of(IReadOnlyList<KeyValuePair<string, Value>> members) => new(ValueKind.Object, content: members);

    /// <summary>A whole item.</summary>
    public static Value Of(ItemJson item) => new(ValueKind.Object, content: item);

    public static Value Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => Null,
        JsonValueKind.True => True,
        JsonValueKind.False => False,
        JsonValueKind.Number => new(ValueKind.Number, element.GetDouble(), element: element),
        JsonValueKind.String => new(ValueKind.Text, element: element),
        JsonValueKind.Array => new(ValueKind.Array, element: element),
        JsonValueKind.Object => new(ValueKind.Object, element: element),
        _ => default,
    };

    /// <summary>A member of an object; undefined when there is none, or when this is no object.</summary>
    public Value Member(string name)
    {
        if (Kind != ValueKind.Object)
        {
            return default;
        }

        if (IsJson)
        {
            return Json.TryGetProperty(name, out var member) ? Of(member) : default;
        }

        foreach (var (key, value) in Members())
        {
            if (key == name)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>An element of an array; undefined when there is none, or when this is no array.</summary>
    public Value ElementAt(int index) =>
        Kind != ValueKind.Array || index < 0 || index >= Count ? default
        : IsJson ? Of(json[index])
        : ((IReadOnlyList<Value>)content)[index];

    /// <summary>Elements of an array, members of an object.</summary>
    public int Count => Kind switch
    {
        ValueKind.Array => IsJson ? json.GetArrayLength() : ((IReadOnlyList<Value>)content).Count,
        ValueKind.Object => IsJson ? Json.GetPropertyCount() : ((IReadOnlyList<KeyValuePair<string, Value>>)content).Count,
        _ => 0,
    };

    /// <summary>Of an array; none of anything else.</summary>
    public IEnumerable<Value> Elements() =>
        Kind != ValueKind.Array ? []
        : IsJson ? json.EnumerateArray().Select(Of)
        : (IReadOnlyList<Value>)content;

    /// <summary>Of an object; none of anything else.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Members() =>
        Kind != ValueKind.Object ? []
        : IsJson ? Json.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Of(member.Value)))
        : (IReadOnlyList<KeyValuePair<string, Value>>)content;

    /// <summary>Of an object's members the undefined ones are left out; in an array the service writes null for them.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (content is ItemJson item)
        {
            writer.WriteRawValue(item.Bytes.Span, skipInputValidation: true);
            return;
        }

        if (json.ValueKind != JsonValueKind.Undefined)
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(json), skipInputValidation: true);
            return;
        }

        switch (Kind)
        {
            case ValueKind.Undefined or ValueKind.Null:
                writer.WriteNullValue();
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(IsTrue);
                break;
            case ValueKind.Number:
                writer.WriteNumberValue(number);
                break;
            case ValueKind.Text:
                writer.WriteStringValue(Text);
                break;
            case ValueKind.Array:
                writer.WriteStartArray();
                foreach (var each in Elements())
                {
                    each.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            case ValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, value) in Members())
                {
                    if (value.IsDefined)
                    {
                        writer.WritePropertyName(name);
                        value.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>An item may hold half a surrogate pair in a string; such a string is compared as it is written.</summary>
    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText();
        }
    }
}
