using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Svix;

namespace Local.Clerk.Webhooks;

/// <param name="Delivered">Answered with a 2xx in time.</param>
/// <param name="Overloaded">Not answered in time, or with a 429.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
internal sealed record PostOutcome(bool Delivered, bool Overloaded = false, TimeSpan? RetryAfter = null);

/// <summary>Signs and posts to one endpoint as Svix does on Clerk's behalf.</summary>
internal sealed class WebhookPost(WebhookEndpoint endpoint, TimeProvider clock) : IDisposable
{
    private readonly Webhook webhook = new(endpoint.SigningSecret);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,   // the simulator's clock measures it
    };

    /// <exception cref="OperationCanceledException">The token was cancelled; after a timeout there is an outcome.</exception>
    public async Task<PostOutcome> SendAsync(WebhookMessage message, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(RetrySchedule.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = Request(message);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new PostOutcome(
                answer.IsSuccessStatusCode, answer.StatusCode == HttpStatusCode.TooManyRequests, RetryAfter(answer.Headers.RetryAfter));
        }
        catch (HttpRequestException)
        {
            return new PostOutcome(Delivered: false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new PostOutcome(Delivered: false, Overloaded: true);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(WebhookMessage message)
    {
        var now = clock.GetUtcNow();
        var content = new ByteArrayContent(message.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = content };
        request.Headers.Add("svix-id", message.Id);
        request.Headers.Add("svix-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("svix-signature", webhook.Sign(message.Id, now, Encoding.UTF8.GetString(message.Body)));
        request.Headers.Add("User-Agent", "Svix-Webhooks/1.99");
        return request;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
}
