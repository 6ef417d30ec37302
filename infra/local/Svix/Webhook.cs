using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Svix.Exceptions;

namespace Svix;

/// <summary>
/// Signs and verifies webhooks with a shared secret, as laid down by the Standard Webhooks specification (symmetric
/// signatures, version <c>v1</c>). Behaves as the class of this name in the Svix package 2.0.0, quirks included, so that
/// what passes here passes there. Safe for concurrent use.
/// </summary>
public sealed class Webhook
{
    private const string SecretPrefix = "whsec_";

    // What DateTimeOffset can hold: the years 1 to 9999.
    private const long EarliestUnixSecond = -62_135_596_800;
    private const long LatestUnixSecond = 253_402_300_799;

    // Standard Webhooks recommends a tolerance; five minutes is what every Svix library allows.
    private static readonly TimeSpan tolerance = TimeSpan.FromMinutes(5);

    private readonly Signer signer;
    private readonly TimeProvider clock;

    /// <param name="key">The key bytes in base64, with or without the prefix <c>whsec_</c>.</param>
    /// <exception cref="FormatException">Not base64.</exception>
    /// <exception cref="EmptyWebhookSecretException">No key bytes.</exception>
    public Webhook(string key) : this(key, TimeProvider.System)
    {
    }

    /// <param name="key">The key bytes themselves. They are not copied: changing the array changes the key.</param>
    /// <exception cref="EmptyWebhookSecretException">No key bytes.</exception>
    public Webhook(byte[] key) : this(key, TimeProvider.System)
    {
    }

    internal Webhook(string key, TimeProvider clock) : this(Decode(key), clock)
    {
    }

    private Webhook(byte[] key, TimeProvider clock)
    {
        if (key is null or [])
        {
            throw new EmptyWebhookSecretException("Missing webhook secret");
        }

        signer = new Signer(key);
        this.clock = clock;
    }

    /// <inheritdoc cref="Verify(ReadOnlySpan{char}, Func{string?, string?})"/>
    public void Verify(ReadOnlySpan<char> payload, WebHeaderCollection headers)
    {
        ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(headers);
        Verify(payload, headers.Get);
    }

    /// <summary>
    /// Returns if the request was signed with this secret, at most five minutes from now; throws otherwise. Headers are asked
    /// for in lower case, <c>svix-id</c>, <c>svix-timestamp</c> and <c>svix-signature</c>; if one of them is missing or
    /// empty, all three are read as <c>webhook-…</c> instead.
    /// </summary>
    /// <param name="payload">The body as received, decoded from UTF-8 and otherwise untouched.</param>
    /// <param name="headersProvider">Value of a header by lower-case name, null if there is none.</param>
    /// <exception cref="WebhookVerificationException">
    /// A header is missing or malformed, the message is too old or too new, or no signature matches.
    /// </exception>
    /// <exception cref="System.Text.EncoderFallbackException">A lone surrogate, which UTF-8 cannot express.</exception>
    public void Verify(ReadOnlySpan<char> payload, Func<string?, string?> headersProvider)
    {
        ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(headersProvider);

        var (id, timestamp, signatures) = SignedHeaders.Read(headersProvider);
        CheckTime(timestamp);

        Span<char> expected = stackalloc char[Signer.Length];
        signer.Sign(id, timestamp, payload, expected);
        if (!SignatureList.Contains(signatures, expected))
        {
            throw new WebhookVerificationException("No matching signature found");
        }
    }

    /// <summary>The value of the signature header for this message: <c>v1,</c> and the signature in base64.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">A lone surrogate, which UTF-8 cannot express.</exception>
    public string Sign(ReadOnlySpan<char> msgId, DateTimeOffset timestamp, ReadOnlySpan<char> payload)
    {
        Span<char> signature = stackalloc char[Signer.Length];
        var seconds = timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        signer.Sign(msgId, seconds, payload, signature);
        return string.Concat("v1,", signature);
    }

    private void CheckTime(ReadOnlySpan<char> header)
    {
        if (!long.TryParse(header, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < EarliestUnixSecond or > LatestUnixSecond)
        {
            throw new WebhookVerificationException("Invalid Signature Headers");
        }

        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (age > tolerance)
        {
            throw new WebhookVerificationException("Message timestamp too old");
        }

        if (age < -tolerance)
        {
            throw new WebhookVerificationException("Message timestamp too new");
        }
    }

    private static byte[] Decode(string key) =>
        Convert.FromBase64String(key.StartsWith(SecretPrefix, StringComparison.Ordinal) ? key[SecretPrefix.Length..] : key);

    // A span made from a null string refers to nothing; one made from "" does refer to that string and is a legal body.
    private static void ThrowIfNull(ReadOnlySpan<char> payload)
    {
        if (Unsafe.IsNullRef(ref MemoryMarshal.GetReference(payload)))
        {
            throw new ArgumentNullException(nameof(payload));
        }
    }
}
