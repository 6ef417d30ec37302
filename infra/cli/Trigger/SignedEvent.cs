using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Cli.App;
using Svix;

namespace Serverless.Cli.Trigger;

/// <summary>An event in the bytes that were signed, and the headers that Svix sends with it on Clerk's behalf.</summary>
internal sealed record SignedEvent(string Id, string Body, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private static readonly JsonSerializerOptions AsClerk = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SignedEvent Sign(JsonObject json, string id, DateTimeOffset at, string secret)
    {
        var body = json.ToJsonString(AsClerk);
        return new SignedEvent(
            id,
            body,
            [
                new("svix-id", id),
                new("svix-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                new("svix-signature", new Webhook(secret).Sign(id, at, body)),
            ]);
    }

    public HttpRequestMessage ToRequest(AppAddress address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address.Door)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                throw new ToolException(ExitCode.WrongUsage, $"The header {name} cannot hold '{value}'.");
            }
        }

        return request;
    }

    /// <summary>As it goes over the wire.</summary>
    public string ToHttp(AppAddress address) => string.Join(
        '\n',
        [
            $"POST {address.Door.AbsolutePath} HTTP/1.1",
            $"Host: {address.Door.Authority}",
            "Content-Type: application/json",
            $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}",
            .. Headers.Select(header => $"{header.Key}: {header.Value}"),
            "",
            Body,
        ]);
}
