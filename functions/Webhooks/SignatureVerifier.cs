using System.Buffers;
using System.Text;
using Svix;
using Svix.Exceptions;

namespace Serverless.Webhooks;

/// <summary>Checks signatures against every configured secret, in constant time for each.</summary>
public sealed class SignatureVerifier(WebhookSettings settings)
{
    // Service Bus takes message ids up to 128 characters; Clerk's have about 31.
    public const int LongestId = 128;

    private readonly Webhook[] webhooks = [.. settings.SigningSecrets.Select(secret => new Webhook(secret))];

    /// <param name="header">Value of a header by its lower-case name, or null.</param>
    /// <returns>True if the exact bytes were signed with one of the secrets within the last five minutes.</returns>
    public bool IsSigned(ReadOnlySpan<byte> body, Func<string, string?> header)
    {
        if (Id(header) is not { Length: <= LongestId })
        {
            return false;
        }

        // Svix verifies text. Bytes that are not UTF-8 become other text here and so fail, as they must.
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(body.Length));
        try
        {
            var text = chars.AsSpan(0, Encoding.UTF8.GetChars(body, chars));
            foreach (var webhook in webhooks)
            {
                if (IsSigned(webhook, text, header))
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            // Holds personal data of the last request.
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }
    }

    /// <summary>
    /// The delivery id that the signature covers. Svix reads all three headers under the standard's names as soon as one is
    /// missing under its own; an id taken from elsewhere could be anybody's, and duplicate detection would believe it.
    /// </summary>
    public static string? Id(Func<string, string?> header) =>
        header("svix-id") is { Length: > 0 } id && header("svix-timestamp") is { Length: > 0 } && header("svix-signature") is { Length: > 0 }
            ? id
            : header("webhook-id");

    private static bool IsSigned(Webhook webhook, ReadOnlySpan<char> text, Func<string, string?> header)
    {
        try
        {
            webhook.Verify(text, name => header(name!));
            return true;
        }
        catch (Exception refusal) when (refusal is WebhookVerificationException or FormatException or ArgumentException)
        {
            return false;
        }
    }
}
