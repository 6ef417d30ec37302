using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Cosmos.Store;
using Local.Cosmos.Values;

namespace Local.Cosmos.Query;

/// <summary>
/// Where the next page begins: behind a row known by its values, not by its number, so items written or deleted between two
/// pages shift nothing.
/// </summary>
/// <param name="Last">The last row dealt with.</param>
/// <param name="Skipped">Rows skipped for OFFSET so far.</param>
/// <param name="Taken">Rows answered so far, as TOP and LIMIT count them.</param>
internal sealed record Continuation(Position Last, int Skipped, int Taken)
{
    /// <summary>Of one query text; only that can be continued with it.</summary>
    public string ToToken(string queryText)
    {
        var keys = new JsonArray(Last.Keys.Select(Wrapped).ToArray());
        var json = new JsonObject
        {
            ["query"] = Fingerprint(queryText),
            ["keys"] = keys,
            ["item"] = Last.Item,
            ["row"] = Last.Row,
            ["skipped"] = Skipped,
            ["taken"] = Taken,
        };
        var token = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(json, JsonNodes.Plain));
        return token.Length <= Limits.ContinuationBytes
            ? token
            : throw RequestRefusedException.Unsupported(
                $"a continuation with order-by values of more than {Limits.ContinuationBytes} bytes");
    }

    public static Continuation Parse(string token, string queryText, Select select)
    {
        try
        {
            var json = JsonNode.Parse(Convert.FromBase64String(token))!;
            if ((string?)json["query"] != Fingerprint(queryText))
            {
                throw RequestRefusedException.BadRequest("The continuation token is not one of this query.");
            }

            var keys = json["keys"]!.AsArray().Select(Unwrapped).ToArray();
            return keys.Length == (select.IsGrouped ? select.GroupBy.Count : select.OrderBy.Count)
                ? new Continuation(
                    new Position(keys, (ulong)json["item"]!, (int)json["row"]!), (int)json["skipped"]!, (int)json["taken"]!)
                : throw new FormatException("The number of keys is wrong.");
        }
        catch (Exception malformed)
            when (malformed is FormatException or JsonException or InvalidOperationException or NullReferenceException)
        {
            throw RequestRefusedException.BadRequest($"The continuation token is malformed: {malformed.Message}");
        }
    }

    /// <summary>In an array, which is empty for undefined.</summary>
    private static JsonNode Wrapped(Value value)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            Value.Of(value.IsDefined ? new[] { value } : []).WriteTo(writer);
        }

        return JsonNode.Parse(json.WrittenSpan)!;
    }

    private static Value Unwrapped(JsonNode? wrapped) =>
        Value.Of(JsonSerializer.SerializeToElement(wrapped)).ElementAt(0);

    private static string Fingerprint(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8);
}
