using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Svix;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// The request for one user after the other, in one buffer: only the digits of the user, the time and the signature are
/// written anew.
/// </summary>
internal sealed class SignedRequest : IRequests
{
    private const string Digits = "000000000";
    private const string UserPrefix = "user_load";
    private const string TimeDigits = "0000000000";

    private readonly Webhook webhook;
    private readonly char[] id = ("msg_load" + Digits).ToCharArray();
    private readonly char[] body;
    private readonly int[] userInBody;
    private readonly byte[] request;
    private readonly int idAt;
    private readonly int timeAt;
    private readonly int signatureAt;
    private readonly int bodyAt;

    public SignedRequest(Uri address, string secret)
    {
        webhook = new Webhook(secret);
        body = Template().ToCharArray();
        userInBody = [.. Places(new string(body), "load" + Digits).Select(place => place + "load".Length)];

        var signature = webhook.Sign(id, DateTimeOffset.UnixEpoch, body);
        var head = $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nUser-Agent: Svix-Webhooks/1.0\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"svix-id: {new string(id)}\r\nsvix-timestamp: {TimeDigits}\r\nsvix-signature: {signature}\r\n\r\n";
        idAt = head.IndexOf(new string(id), StringComparison.Ordinal);
        timeAt = head.IndexOf(TimeDigits, StringComparison.Ordinal);
        signatureAt = head.IndexOf(signature, StringComparison.Ordinal);
        bodyAt = head.Length;
        request = Encoding.ASCII.GetBytes(head + new string(body));
    }

    public int BodyBytes => body.Length;

    /// <summary>Clerk's id of a user of the load.</summary>
    public static string ClerkId(int user) => UserPrefix + user.ToString(Digits, CultureInfo.InvariantCulture);

    /// <summary>The creation of this user, signed now.</summary>
    public ReadOnlySpan<byte> Request(int user)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var place in userInBody)
        {
            Write(user, body.AsSpan(place, Digits.Length));
        }

        Write(user, id.AsSpan(^Digits.Length..));
        var signature = webhook.Sign(id, now, body);

        Encoding.ASCII.GetBytes(id, request.AsSpan(idAt));
        now.ToUnixTimeSeconds().TryFormat(request.AsSpan(timeAt), out _, TimeDigits, CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes(signature, request.AsSpan(signatureAt));
        Encoding.ASCII.GetBytes(body, request.AsSpan(bodyAt));
        return request;
    }

    private static void Write(int user, Span<char> digits) => user.TryFormat(digits, out _, Digits, CultureInfo.InvariantCulture);

    /// <summary>A recorded creation without white space, as Clerk sends it, about a user of nine digits.</summary>
    private static string Template()
    {
        var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Payloads", "user.created.no-event-attributes.json")))!;
        json["data"]!["id"] = UserPrefix + Digits;
        json["data"]!["email_addresses"]![0]!["email_address"] = $"load{Digits}@northwind.example";
        var text = json.ToJsonString();
        return Ascii.IsValid(text) ? text : throw new InvalidDataException("The template must be ASCII: its characters are counted as bytes.");
    }

    private static IEnumerable<int> Places(string text, string sought)
    {
        for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }
}
