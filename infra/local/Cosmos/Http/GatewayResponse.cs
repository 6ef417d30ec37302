using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Local.Cosmos.Http;

/// <summary>An answer, before it is known how it will travel.</summary>
internal sealed class GatewayResponse(int status)
{
    /// <summary>No answer: the connection is closed instead.</summary>
    public static readonly GatewayResponse ConnectionClosed = new(0);

    /// <summary>HTTP status code.</summary>
    public int Status => status;

    /// <summary>JSON, or empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Request units; zero for requests that have no charge.</summary>
    public double Charge { get; init; }

    /// <summary>What must be on disk before this may be said.</summary>
    public Task Durable { get; set; } = Task.CompletedTask;

    public List<KeyValuePair<string, string>> Headers { get; } = new(capacity: 10);

    public static GatewayResponse Json(
        int status, Action<Utf8JsonWriter> write, double charge = 0, JsonWriterOptions options = default)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, options))
        {
            write(json);
        }

        return new GatewayResponse(status) { Body = body.WrittenMemory, Charge = charge };
    }

    public static GatewayResponse Error(int status, string message, int substatus = 0, double charge = 0)
    {
        var response = Json(
            status,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("code"u8, CodeOf(status));
                json.WriteString("message"u8, message);
                json.WriteEndObject();
            },
            charge);
        return substatus == 0 ? response : response.With(HeaderNames.Substatus, substatus.ToString(CultureInfo.InvariantCulture));
    }

    public GatewayResponse With(string header, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(header, value));
        return this;
    }

    private static string CodeOf(int status) => status switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "PreconditionFailed",
        413 => "RequestEntityTooLarge",
        429 => "TooManyRequests",
        449 => "RetryWith",
        503 => "ServiceUnavailable",
        _ => "InternalServerError",
    };
}
