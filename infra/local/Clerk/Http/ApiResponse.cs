using System.Globalization;
using System.Text.Json;
using Local.Clerk.Store;

namespace Local.Clerk.Http;

/// <summary>An answer: one JSON object, or a list of ready-made ones that is put together only when it is sent.</summary>
internal sealed record ApiResponse(int Status)
{
    /// <summary>No answer: the connection is closed instead.</summary>
    public static readonly ApiResponse ConnectionClosed = new(0);

    private static readonly byte[] Comma = [(byte)','];

    /// <summary>JSON or text; empty when there are <see cref="Items"/> or a lone <see cref="Total"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>What a list holds; null for no list.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Items { get; init; }

    /// <summary>How many there are in all; with <see cref="Items"/> the answer is <c>{"data":[…],"total_count":…}</c>.</summary>
    public long? Total { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public static ApiResponse Json(ReadOnlyMemory<byte> json, int status = 200) => new(status) { Body = json };

    public static ApiResponse Json(Action<Utf8JsonWriter> write, int status = 200) => Json(ClerkJson.Write(write), status);

    public static ApiResponse List(IReadOnlyList<ReadOnlyMemory<byte>> items, long? total = null) =>
        new(200) { Items = items, Total = total };

    public static ApiResponse Count(long total) => new(200) { Total = total };

    public static ApiResponse Error(ClerkRefusedException refused, string trace)
    {
        var response = Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("errors"u8);
                json.WriteStartObject();
                json.WriteString("message"u8, refused.ShortMessage);
                json.WriteString("long_message"u8, refused.LongMessage);
                json.WriteString("code"u8, refused.Code);
                json.WriteStartObject("meta"u8);
                if (refused.Parameter is { } parameter)
                {
                    json.WriteString("param_name"u8, parameter);
                }

                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteString("clerk_trace_id"u8, trace);
                json.WriteEndObject();
            },
            refused.Status);
        return response with { RetryAfter = refused.RetryAfter };
    }

    /// <summary>The same, if it is a list, after this share of its entries.</summary>
    public ApiResponse Shortened(double share) => Items is null ? this : this with { Items = [.. Items.Take((int)(Items.Count * share))] };

    /// <summary>The same with a wrong total, if it has one.</summary>
    public ApiResponse Miscounted(double factor, int difference) => Total is not { } total
        ? this
        : this with { Total = Math.Max(0, (long)Math.Round(total * factor) + difference) };

    /// <summary>The body in pieces, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        if (Items is null)
        {
            yield return Total is { } count ? Ascii($$"""{"object":"total_count","total_count":{{Number(count)}}}""") : Body;
            yield break;
        }

        yield return Ascii(Total is null ? "[" : """{"data":[""");
        for (var at = 0; at < Items.Count; at++)
        {
            if (at > 0)
            {
                yield return Comma;
            }

            yield return Items[at];
        }

        yield return Ascii(Total is { } total ? $$"""],"total_count":{{Number(total)}}}""" : "]");
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
