namespace Svix.Exceptions;

/// <summary>The request is not a webhook signed with this secret: refuse it. The message names the check that failed.</summary>
public class WebhookVerificationException : Exception
{
    public WebhookVerificationException()
    {
    }

    public WebhookVerificationException(string message) : base(message)
    {
    }

    public WebhookVerificationException(string message, Exception inner) : base(message, inner)
    {
    }
}
