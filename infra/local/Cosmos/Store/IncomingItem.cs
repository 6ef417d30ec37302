using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Local.Cosmos.Store;

/// <summary>An item as a caller sent it: checked, taken apart as far as needed, otherwise the caller's own bytes.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="PartitionKey">The key as the item itself states it.</param>
/// <param name="OpenJson">The item's JSON object without its closing brace and without system properties.</param>
/// <param name="IndexedPaths">How many leaf values the container's indexing policy indexes; decides the charge.</param>
/// <param name="TimeToLive">The item's <c>ttl</c> in seconds, see <see cref="StoredItem"/>.</param>
/// <param name="UniqueValues">Its values of the container's unique keys.</param>
/// <param name="IndexKeys">Its values at the container's ordered paths.</param>
internal readonly record struct IncomingItem(
    string Id,
    PartitionKey PartitionKey,
    ReadOnlyMemory<byte> OpenJson,
    int IndexedPaths,
    int? TimeToLive,
    IReadOnlyList<string> UniqueValues,
    IndexKeys IndexKeys)
{
    public static IncomingItem Parse(ReadOnlyMemory<byte> body, ContainerDefinition container)
    {
        if (body.Length > Limits.ItemBytes)
        {
            throw RequestRefusedException.TooLarge(Limits.ItemBytes);
        }

        if (!Utf8.IsValid(body.Span))
        {
            throw RequestRefusedException.BadRequest("The item is not valid UTF-8.");
        }

        try
        {
            using var json = JsonDocument.Parse(body, JsonNodes.Options);
            return Parse(body, json.RootElement, container);
        }
        catch (JsonException malformed)
        {
            throw RequestRefusedException.BadRequest($"The item is not valid JSON: {malformed.Message}");
        }
        catch (InvalidOperationException malformed)
        {
            // Half a surrogate pair in a string that has to be read.
            throw RequestRefusedException.BadRequest(
                $"The item's id, partition key or a unique key is not valid text: {malformed.Message}");
        }
    }

    private static IncomingItem Parse(ReadOnlyMemory<byte> body, JsonElement item, ContainerDefinition container)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw RequestRefusedException.BadRequest("The item is not a JSON object.");
        }

        var id = item.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return new IncomingItem(
            Limits.CheckedItemId(id),
            container.PartitionKey.Extract(item),
            SystemProperties.ArePresent(item) ? WithoutSystemProperties(item) : WithoutBrace(body),
            container.IndexingPolicy.CountIndexed(item),
            Store.TimeToLive.Of(item, container),
            container.UniqueKeys.Values(item),
            container.OrderedPaths.KeysOf(item));
    }

    private static ReadOnlyMemory<byte> WithoutBrace(ReadOnlyMemory<byte> body) => body[..body.Span.LastIndexOf((byte)'}')];

    private static ReadOnlyMemory<byte> WithoutSystemProperties(JsonElement item)
    {
        var json = new ArrayBufferWriter<byte>();
        foreach (var property in item.EnumerateObject())
        {
            if (!SystemProperties.Is(property))
            {
                json.Write(json.WrittenCount == 0 ? "{\""u8 : ",\""u8);
                json.Write(JsonMarshal.GetRawUtf8PropertyName(property));
                json.Write("\":"u8);
                json.Write(JsonMarshal.GetRawUtf8Value(property.Value));
            }
        }

        return json.WrittenMemory;
    }
}
