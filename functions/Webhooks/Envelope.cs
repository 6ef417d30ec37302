using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Webhooks;

/// <summary>What the door needs of an event: everything but its data, which stays unread until the event is applied.</summary>
/// <param name="OccurredAt">Milliseconds since the Unix epoch; null if the envelope bears no time.</param>
public sealed record Envelope(string Type, string? InstanceId, long? OccurredAt)
{
    // Clerk's guide shows milliseconds, its schema's examples seconds. In seconds this number is the year 5138,
    // in milliseconds it is March 1973, before any event.
    private const long LeastMilliseconds = 100_000_000_000;

    /// <summary>The envelope, or null if the body is not a JSON object with a type.</summary>
    public static Envelope? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = LenientJson.MaxDepth });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Read(ref reader) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not valid UTF-16 once unescaped.
            return null;
        }
    }

    private static Envelope? Read(ref Utf8JsonReader reader)
    {
        string? type = null, instance = null;
        long? timestamp = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = Text(ref reader);
            }
            else if (reader.ValueTextEquals("instance_id"u8))
            {
                instance = Text(ref reader);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                timestamp = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        // Reading on makes sure that nothing follows the object.
        return !reader.Read() && type is { Length: > 0 } ? new Envelope(type, instance, Milliseconds(timestamp)) : null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        reader.Skip();
        return text;
    }

    private static long? Milliseconds(long? timestamp) => timestamp switch
    {
        null or <= 0 => null,
        < LeastMilliseconds => timestamp * 1000,
        _ => timestamp,
    };
}
