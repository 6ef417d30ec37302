using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Http;

namespace Serverless.Webhooks;

/// <summary>
/// Turns decisions into answers, and counts each. The sender retries everything that is not 2xx for 27 hours, so 2xx is
/// also the answer to what we do not want; and it learns nothing about why a signature was refused.
/// </summary>
public sealed partial class WebhookAnswers(WebhookMetrics metrics, ILogger<WebhookAnswers> logger)
{
    public HttpResponseData Accepted(HttpRequestData request, string type)
    {
        metrics.Answered("accepted", type);
        return request.CreateResponse(HttpStatusCode.Accepted);
    }

    public HttpResponseData Ignored(HttpRequestData request, WebhookRefusal reason, string type)
    {
        metrics.Answered(Name(reason), type);
        if (reason == WebhookRefusal.OtherInstance)
        {
            LogOtherInstance();
        }

        return request.CreateResponse(HttpStatusCode.OK);
    }

    public async Task<HttpResponseData> Refused(HttpRequestData request, WebhookRefusal reason, CancellationToken cancellation)
    {
        metrics.Answered(Name(reason), type: null);
        LogRefused(Name(reason));
        return await ProblemOf(reason).Answer(request, cancellation);
    }

    private static Problem ProblemOf(WebhookRefusal reason) => reason switch
    {
        WebhookRefusal.EmptyBody => WebhookProblems.EmptyBody,
        WebhookRefusal.NotAnEvent => WebhookProblems.NotAnEvent,
        WebhookRefusal.TooLarge => WebhookProblems.TooLarge,
        WebhookRefusal.NotSigned => WebhookProblems.NotSigned,
        WebhookRefusal.BrokerUnavailable => WebhookProblems.QueueUnavailable,
        _ => throw new InvalidOperationException($"{reason} is not a refusal."),
    };

    /// <summary>Stable names for counters and logs.</summary>
    private static string Name(WebhookRefusal reason) => reason switch
    {
        WebhookRefusal.EmptyBody => "refused-empty",
        WebhookRefusal.NotAnEvent => "refused-not-an-event",
        WebhookRefusal.TooLarge => "refused-too-large",
        WebhookRefusal.NotSigned => "refused-not-signed",
        WebhookRefusal.BrokerUnavailable => "refused-queue-unavailable",
        WebhookRefusal.OtherInstance => "ignored-other-instance",
        WebhookRefusal.TypeNotHandled => "ignored-type",
        _ => throw new InvalidOperationException($"No name for {reason}."),
    };

    [LoggerMessage(LogLevel.Warning, "Webhook refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "Webhook of another Clerk instance ignored: an endpoint of that instance points here, or CLERK_INSTANCE_ID is wrong")]
    private partial void LogOtherInstance();
}
