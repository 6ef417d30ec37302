using Svix.Exceptions;

namespace Svix;

/// <summary>The three headers of a signed message, from one family of names: Svix's own or that of Standard Webhooks.</summary>
internal readonly record struct SignedHeaders(string Id, string Timestamp, string Signatures)
{
    public static SignedHeaders Read(Func<string?, string?> header) =>
        Complete(header("svix-id"), header("svix-timestamp"), header("svix-signature"))
        ?? Complete(header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"))
        ?? throw new WebhookVerificationException("Missing Required Headers");

    private static SignedHeaders? Complete(string? id, string? timestamp, string? signatures) =>
        string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures)
            ? null
            : new SignedHeaders(id, timestamp, signatures);
}
