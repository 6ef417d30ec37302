using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Serverless.Identity.Access;
using Serverless.Platform.Clerk;
using Serverless.Platform.Http;

namespace Serverless.Webhooks;

/// <summary>
/// The door for Clerk's webhooks. Anybody may knock; the signature decides. The answer says "accepted" only after the
/// broker has the event.
/// </summary>
public sealed class ReceiveClerkWebhookFunction(
    WebhookSettings settings, SignatureVerifier signatures, WebhookPublisher publisher, WebhookAnswers answers)
{
    [Public("The signature is the authentication.")]
    [Summary("Take an event of Clerk's", "Whatever is not answered by 2xx is sent again by Svix, for 27 hours.")]
    [TakesHeader("svix-id", "The same for every attempt to deliver an event.")]
    [TakesHeader("svix-timestamp", "Seconds since the Unix epoch; five minutes off at most.")]
    [TakesHeader("svix-signature", "One or several signatures of id, time and body.")]
    [TakesForeign("An event as Clerk sends it, in the exact bytes that were signed.")]
    [Answers(200, When = "The event is signed and of no interest.")]
    [Answers(202, When = "The event is queued.")]
    [AnswersProblems(
        typeof(WebhookProblems),
        nameof(WebhookProblems.EmptyBody), nameof(WebhookProblems.NotAnEvent), nameof(WebhookProblems.TooLarge),
        nameof(WebhookProblems.NotSigned), nameof(WebhookProblems.QueueUnavailable))]
    [Function("ReceiveClerkWebhook")]
    public async Task<HttpResponseData> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/clerk")] HttpRequestData request,
        FunctionContext context,
        CancellationToken cancellation)
    {
        string? Header(string name) => request.Header(name);

        var body = await request.ReadBody(settings.MaxBodyBytes + 1, cancellation);
        var decision = WebhookRules.Decide(body, settings, bytes => signatures.IsSigned(bytes, Header));
        if (decision is WebhookDecision.Publish publish)
        {
            var clerkEvent = new ClerkEvent(
                SignatureVerifier.Id(Header)!,
                publish.Envelope.Type,
                publish.Envelope.OccurredAt,
                context.TraceContext.TraceParent,
                BinaryData.FromBytes(body));
            return await publisher.Publish(publish.Queue, clerkEvent, cancellation) is { } refusal
                ? await answers.Refused(request, refusal, cancellation)
                : answers.Accepted(request, publish.Envelope.Type);
        }

        return decision switch
        {
            WebhookDecision.Ignore ignore => answers.Ignored(request, ignore.Reason, ignore.Type),
            WebhookDecision.Refuse refuse => await answers.Refused(request, refuse.Reason, cancellation),
            _ => throw new InvalidOperationException($"No answer for {decision.GetType().Name}."),
        };
    }
}
