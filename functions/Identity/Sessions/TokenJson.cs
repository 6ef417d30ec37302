using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Serverless.Identity.Sessions;

/// <summary>A part of a token as JSON, read as strictly as it can be: what two readers could read in two ways is not read at all.</summary>
internal sealed class TokenJson : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 64,
    };

    private readonly byte[] bytes;
    private readonly JsonDocument document;

    private TokenJson(byte[] bytes, JsonDocument document) => (this.bytes, this.document) = (bytes, document);

    /// <summary>An object. Every text in it can be read.</summary>
    public JsonElement Root => document.RootElement;

    /// <param name="part">Base64url.</param>
    /// <returns>Null if it is not a JSON object.</returns>
    public static TokenJson? Read(ReadOnlySpan<char> part)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Base64Url.GetMaxDecodedLength(part.Length));
        var document = Parse(bytes.AsMemory(0, Base64Url.DecodeFromChars(part, bytes)));
        if (document is { RootElement.ValueKind: JsonValueKind.Object })
        {
            return new TokenJson(bytes, document);
        }

        document?.Dispose();
        Return(bytes);
        return null;
    }

    public void Dispose()
    {
        document.Dispose();
        Return(bytes);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span) || HasLoneSurrogate(json.Span))
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>JSON has escapes for halves of characters, which are no text: .NET refuses them, but only when they are read.</summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> json)
    {
        const int escapeLength = 6;   // \uXXXX
        while (json.IndexOf((byte)'\\') is >= 0 and var escape)
        {
            json = json[escape..];
            switch (EscapedUnit(json))
            {
                case null:
                    json = json[Math.Min(2, json.Length)..];
                    break;
                case { } unit when !char.IsSurrogate(unit):
                    json = json[escapeLength..];
                    break;
                case { } high when char.IsHighSurrogate(high) && EscapedUnit(json[escapeLength..]) is { } low && char.IsLowSurrogate(low):
                    json = json[(2 * escapeLength)..];
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    /// <summary>Null if this is not the escape of a UTF-16 unit.</summary>
    private static char? EscapedUnit(ReadOnlySpan<byte> json) =>
        json.StartsWith("\\u"u8) && json.Length >= 6
        && ushort.TryParse(json[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    // Holds personal data.
    private static void Return(byte[] bytes) => ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
}
