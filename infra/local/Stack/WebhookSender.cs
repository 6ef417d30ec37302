using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Svix;

namespace Local.Stack;

/// <summary>Signs and posts webhooks as Svix does on Clerk's behalf.</summary>
internal sealed class WebhookSender(Uri address, string secret) : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Webhook webhook = new(secret);

    /// <param name="id">Delivery id; the same on every retry of the same event.</param>
    /// <param name="tamper">Changes the body after it was signed.</param>
    public async Task<(HttpStatusCode Status, string Body)> Send(
        string id, string json, CancellationToken cancellation, Func<string, string>? tamper = null)
    {
        var now = DateTimeOffset.UtcNow;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(tamper?.Invoke(json) ?? json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", $"{now.ToUnixTimeSeconds()}");
        request.Headers.Add("svix-signature", webhook.Sign(id, now, json));
        using var answer = await http.SendAsync(request, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    public static string NewId() => $"msg_{Guid.NewGuid():N}";

    public void Dispose() => http.Dispose();
}
