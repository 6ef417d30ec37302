using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Local.Cosmos.Store;

/// <summary>
/// The value of a partition key in a form that compares as the service does: by type and value, so <c>5</c> equals
/// <c>5.0</c> and differs from <c>"5"</c>.
/// </summary>
internal readonly record struct PartitionKey(string Canonical)
{
    private const string Undefined = "u";
    private const string Null = "z";
    private const string True = "t";
    private const string False = "f";

    /// <summary>
    /// Reads header <c>x-ms-documentdb-partitionkey</c>: a JSON array with one component per path, <c>{}</c> for a property
    /// that is absent.
    /// </summary>
    public static PartitionKey Parse(string header, int levels)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            var array = json.RootElement;
            if (array.ValueKind == JsonValueKind.Array && array.GetArrayLength() == levels)
            {
                return Of(array.EnumerateArray());
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw RequestRefusedException.BadRequest($"The partition key header is not JSON: {malformed.Message}");
        }

        throw RequestRefusedException.WrongPartitionKey(
            $"The partition key header must be a JSON array of {levels} component(s), as many as the container has paths.");
    }

    public static PartitionKey Of(IEnumerable<JsonElement> components)
    {
        var canonical = string.Empty;
        var bytes = 0;
        foreach (var component in components)
        {
            canonical = string.Concat(canonical, Canonicalize(component, ref bytes));
        }

        return bytes <= Limits.PartitionKeyBytes
            ? new PartitionKey(canonical)
            : throw RequestRefusedException.BadRequest($"The partition key value is longer than {Limits.PartitionKeyBytes} bytes.");
    }

    /// <summary>Of one component.</summary>
    public static PartitionKey Of(string text) => new(Canonicalize(text));

    private static string Canonicalize(JsonElement component, ref int bytes)
    {
        switch (component.ValueKind)
        {
            case JsonValueKind.String:
                var text = component.GetString()!;
                bytes += Encoding.UTF8.GetByteCount(text);
                return Canonicalize(text);
            case JsonValueKind.Number when double.IsFinite(component.GetDouble()):
                // Adding zero turns -0 into 0; the service tells them apart no more than JSON does.
                var bits = BitConverter.DoubleToInt64Bits(component.GetDouble() + 0.0);
                return string.Create(CultureInfo.InvariantCulture, $"n{bits:x16}");
            case JsonValueKind.True:
                return True;
            case JsonValueKind.False:
                return False;
            case JsonValueKind.Null:
                return Null;
            case JsonValueKind.Undefined:
            case JsonValueKind.Object when !component.EnumerateObject().MoveNext():
                return Undefined;
            default:
                throw RequestRefusedException.WrongPartitionKey(
                    "A partition key component must be a string, a number, a boolean, null or absent.");
        }
    }

    /// <summary>With its length, so that no two lists of components run together into the same text.</summary>
    private static string Canonicalize(string text) => string.Create(CultureInfo.InvariantCulture, $"s{text.Length}:{text}");
}
