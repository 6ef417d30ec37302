namespace Svix.Exceptions;

/// <summary>A webhook secret of zero key bytes, with which anybody could sign.</summary>
public class EmptyWebhookSecretException : WebhookVerificationException
{
    public EmptyWebhookSecretException()
    {
    }

    public EmptyWebhookSecretException(string message) : base(message)
    {
    }

    public EmptyWebhookSecretException(string message, Exception inner) : base(message, inner)
    {
    }
}
