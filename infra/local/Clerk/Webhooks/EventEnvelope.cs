using System.Buffers;
using System.Text.Json;
using Local.Clerk.Store;

namespace Local.Clerk.Webhooks;

/// <summary>
/// The body of a webhook, as Clerk's webhook schema (2025-04-15) has it; the timestamp in milliseconds, as its documentation.
/// </summary>
internal static class EventEnvelope
{
    public static byte[] Write(string type, ReadOnlySpan<byte> data, string instance, DateTimeOffset now)
    {
        var body = new ArrayBufferWriter<byte>(data.Length + 256);
        using (var json = new Utf8JsonWriter(body, ClerkJson.Writing))
        {
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            json.WriteRawValue(data, skipInputValidation: true);
            json.WriteStartObject("event_attributes"u8);
            json.WriteStartObject("http_request"u8);
            json.WriteString("client_ip"u8, "127.0.0.1"u8);
            json.WriteString("user_agent"u8, "LocalClerk/1.0"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("instance_id"u8, instance);
            json.WriteString("object"u8, "event"u8);
            json.WriteNumber("timestamp"u8, now.ToUnixTimeMilliseconds());
            json.WriteString("type"u8, type);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
