using Serverless.Platform.Http;

namespace Serverless.Webhooks;

/// <summary>Refusals at the webhook door.</summary>
public static class WebhookProblems
{
    public static readonly Problem EmptyBody = new(
        400, "empty-body", "The request has no body.", "Send it with a Content-Length; a chunked body does not reach the function.");

    public static readonly Problem NotAnEvent = new(400, "not-an-event", "The body is signed but is not a JSON event.");

    public static readonly Problem TooLarge = new(413, "too-large", "The event is too large to be queued.");

    public static readonly Problem NotSigned = new(401, "not-signed", "The signature is missing or not valid.");

    public static readonly Problem QueueUnavailable = new(503, "queue-unavailable", "The event could not be queued. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };
}
