using System.Text.Json;

namespace Serverless.Platform.Clerk;

/// <summary>What the body of a refusal says: Clerk's own form, or nothing for any other.</summary>
internal sealed record ClerkErrorBody(IReadOnlyList<string> Codes, string? Parameter, string? LongMessage, string? TraceId)
{
    // Clerk's are a few hundred bytes; anything beyond is not Clerk's.
    private const int MostBytes = 64 * 1024;

    private static readonly ClerkErrorBody Nothing = new([ClerkCodes.Unknown], null, null, null);

    public string Code => Codes[0];

    public static async Task<ClerkErrorBody> Read(Stream body, CancellationToken cancellation)
    {
        var bytes = new byte[MostBytes];
        try
        {
            var length = await body.ReadAtLeastAsync(bytes, MostBytes, throwOnEndOfStream: false, cancellation);
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            return From(json.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or InvalidDataException or InvalidOperationException)
        {
            // The status says enough; a proxy's page, half an answer or text that is not UTF-8 adds nothing.
            return Nothing;
        }
    }

    private static ClerkErrorBody From(JsonElement json)
    {
        var errors = json.Items("errors").ToList();
        var codes = errors.Select(error => AsCode(error.Text("code"))).OfType<string>().ToList();
        return new ClerkErrorBody(
            codes.Count > 0 ? codes : [ClerkCodes.Unknown],
            errors.Select(error => error.Member("meta")?.Text("param_name")).FirstOrDefault(),
            errors.Select(error => error.Text("long_message") ?? error.Text("message")).FirstOrDefault(),
            AsCode(json.Text("clerk_trace_id")));
    }

    /// <summary>A code, or null for any other text: it goes into logs, where a sentence could quote somebody's address.</summary>
    public static string? AsCode(string? text) =>
        text?.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text : null;
}
