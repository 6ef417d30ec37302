using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>The properties the service adds to what it stores: <c>_rid, _self, _etag, _attachments, _ts</c>.</summary>
internal static class SystemProperties
{
    public static bool ArePresent(JsonElement item)
    {
        foreach (var property in item.EnumerateObject())
        {
            if (Is(property))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Is(JsonProperty property) =>
        property.NameEquals("_rid"u8) || property.NameEquals("_self"u8) || property.NameEquals("_etag"u8)
        || property.NameEquals("_attachments"u8) || property.NameEquals("_ts"u8);

    public static bool Is(string name) => name is "_rid" or "_self" or "_etag" or "_attachments" or "_ts";

    /// <summary>The item as it will be stored and answered, byte for byte.</summary>
    public static byte[] Close(ReadOnlyMemory<byte> openJson, string rid, string self, string etag, long timestamp)
    {
        var unquoted = etag.AsSpan(1, etag.Length - 2);
        var tail = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            ,"_rid":"{{rid}}","_self":"{{self}}","_etag":"\"{{unquoted}}\"","_attachments":"attachments/","_ts":{{timestamp}}}
            """);
        var json = new byte[openJson.Length + tail.Length];
        openJson.Span.CopyTo(json);
        Encoding.ASCII.GetBytes(tail, json.AsSpan(openJson.Length));
        return json;
    }

    /// <summary>An item as the change feed shows it: with the log sequence number of its last write, unless it has such a property.</summary>
    public static ReadOnlyMemory<byte> WithLsn(StoredItem item)
    {
        if (item.Json.Span.IndexOf("\"_lsn\""u8) >= 0)
        {
            return item.Json;
        }

        var tail = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"_lsn\":{item.Lsn}}}"));
        var json = new byte[item.Json.Length - 1 + tail.Length];
        item.Json.Span[..^1].CopyTo(json);
        tail.CopyTo(json, item.Json.Length - 1);
        return json;
    }

    public static JsonObject Add(JsonObject definition, string rid, string self, string etag, long timestamp)
    {
        definition["_rid"] = rid;
        definition["_self"] = self;
        definition["_etag"] = etag;
        definition["_ts"] = timestamp;
        return definition;
    }

    /// <summary>
    /// An etag with its quotes, which belong to it, as in the header. Different on every write of a container, and
    /// through the time also across containers of one name.
    /// </summary>
    public static string Etag(long version, uint container, long timestamp) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version:x8}-0000-{container:x4}-0000-{timestamp:x12}\"");
}
