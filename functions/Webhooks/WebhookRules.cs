namespace Serverless.Webhooks;

/// <summary>What to do with a request at the webhook door.</summary>
public abstract record WebhookDecision
{
    private WebhookDecision()
    {
    }

    /// <summary>Believed and wanted: to be published, and acknowledged once the broker has it.</summary>
    public sealed record Publish(string Queue, Envelope Envelope) : WebhookDecision;

    /// <summary>Believed, and nothing to do: acknowledged, so that the sender stops.</summary>
    public sealed record Ignore(WebhookRefusal Reason, string Type) : WebhookDecision;

    public sealed record Refuse(WebhookRefusal Reason) : WebhookDecision;
}

/// <summary>Why a webhook is not published.</summary>
public enum WebhookRefusal
{
    EmptyBody,
    TooLarge,
    NotSigned,
    NotAnEvent,
    OtherInstance,
    TypeNotHandled,
    BrokerUnavailable,
}

public static class WebhookRules
{
    /// <summary>
    /// The cheap checks come first, and nothing of the body is believed, not even that it is JSON, before its signature.
    /// </summary>
    /// <param name="isSigned">Asked once, and only of a body of acceptable size.</param>
    public static WebhookDecision Decide(ReadOnlySpan<byte> body, WebhookSettings settings, Func<ReadOnlySpan<byte>, bool> isSigned)
    {
        if (body.IsEmpty)
        {
            return new WebhookDecision.Refuse(WebhookRefusal.EmptyBody);
        }

        if (body.Length > settings.MaxBodyBytes)
        {
            return new WebhookDecision.Refuse(WebhookRefusal.TooLarge);
        }

        if (!isSigned(body))
        {
            return new WebhookDecision.Refuse(WebhookRefusal.NotSigned);
        }

        return Envelope.Read(body) switch
        {
            null => new WebhookDecision.Refuse(WebhookRefusal.NotAnEvent),
            var envelope when settings.InstanceId is { } ours && envelope.InstanceId != ours =>
                new WebhookDecision.Ignore(WebhookRefusal.OtherInstance, envelope.Type),
            var envelope => EventRoutes.QueueOf(envelope.Type) is { } queue
                ? new WebhookDecision.Publish(queue, envelope)
                : new WebhookDecision.Ignore(WebhookRefusal.TypeNotHandled, envelope.Type),
        };
    }
}
