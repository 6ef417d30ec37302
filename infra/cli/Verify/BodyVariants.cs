using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Cli.Verify;

/// <summary>What a body may have been before tools changed it, and what they did.</summary>
internal static class BodyVariants
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions CompactEscaped = new();

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };

    public static IEnumerable<(string Body, string WhatHappened)> Of(string body)
    {
        var unix = body.Replace("\r\n", "\n", StringComparison.Ordinal);
        var candidates = new List<(string, string)>
        {
            (unix, "line breaks were converted to those of Windows"),
            (unix.Replace("\n", "\r\n", StringComparison.Ordinal), "line breaks were converted from those of Windows"),
            (body.TrimStart('\ufeff'), "a byte order mark was put in front"),
            (body.TrimEnd(), "white space or a line break was added at its end"),
            (unix.Trim(), "white space was added around it, or line breaks were converted"),
            (body + "\n", "the line break at its end was lost"),
            (body + "\r\n", "the line break at its end was lost"),
        };
        candidates.AddRange(Rewritten(body));
        return candidates.Where(candidate => candidate.Item1 != body).DistinctBy(candidate => candidate.Item1);
    }

    public static bool IsUtf8(ReadOnlySpan<byte> body) => System.Text.Unicode.Utf8.IsValid(body);

    public static string Text(byte[] body) => Encoding.UTF8.GetString(body);

    private static IReadOnlyList<(string, string)> Rewritten(string body)
    {
        try
        {
            return JsonNode.Parse(body.TrimStart('\ufeff')) is not { } json ? [] :
            [
                (json.ToJsonString(Compact), "it was read as JSON and written anew, with other white space"),
                (json.ToJsonString(CompactEscaped), "it was read as JSON and written anew, with other white space and letters escaped differently"),
                (json.ToJsonString(Indented), "it was read as JSON and written anew, without its white space"),
            ];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not valid UTF-16 once unescaped.
            return [];
        }
    }
}
