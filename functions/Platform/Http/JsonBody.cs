using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Platform.Http;

/// <summary>What became of reading a JSON body: a value, or why there is none.</summary>
public readonly record struct JsonBody<T>(T? Value, Problem? Refusal)
    where T : class;

public static class JsonBodyExtensions
{
    /// <summary>In bytes. Our bodies have a handful of short fields.</summary>
    public const int LargestBody = 16 * 1024;

    private static readonly Problem NoObject = HttpProblems.BadBody("It must be a JSON object.");

    /// <summary>
    /// The body, strictly: declared as JSON, of bounded size, and without fields that are unknown, as those are a caller's typing
    /// errors or expectations that we would disappoint.
    /// </summary>
    public static async Task<JsonBody<T>> ReadJson<T>(this HttpRequestData request, JsonTypeInfo<T> json, CancellationToken cancellation)
        where T : class
    {
        if (!IsJson(request.Header("Content-Type")))
        {
            return Refused(HttpProblems.NotJson);
        }

        var bytes = await request.ReadBody(LargestBody + 1, cancellation);
        return bytes.Length switch
        {
            0 => Refused(HttpProblems.BodyMissing),
            > LargestBody => Refused(HttpProblems.BodyTooLarge),
            _ => Parse(bytes),
        };

        JsonBody<T> Parse(byte[] body)
        {
            try
            {
                using var document = JsonDocument.Parse(body);
                return document.RootElement is not { ValueKind: JsonValueKind.Object } fields ? Refused(NoObject)
                    : Unknown(fields) is { } name ? Refused(HttpProblems.UnknownField(name))
                    : fields.Deserialize(json) is { } value ? new JsonBody<T>(value, null)
                    : Refused(NoObject);
            }
            catch (JsonException wrong)
            {
                return Refused(HttpProblems.BadBody(wrong.Path is { Length: > 1 } path
                    ? $"'{path}' is missing or not what it must be."
                    : "It is not valid JSON, or a field is missing."));
            }
        }

        string? Unknown(JsonElement fields) => fields.EnumerateObject()
            .Select(field => field.Name)
            .FirstOrDefault(name => json.Properties.All(known => known.Name != name));

        static JsonBody<T> Refused(Problem refusal) => new(null, refusal);
    }

    private static bool IsJson(string? contentType) =>
        contentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) == true;
}
