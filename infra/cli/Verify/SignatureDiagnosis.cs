using System.Globalization;
using System.Text;
using Serverless.Cli.Output;
using Serverless.Webhooks;
using Svix;

namespace Serverless.Cli.Verify;

/// <summary>
/// Why a request is not believed, as far as it can be known. The verdict itself is the app's: see <see cref="Verdict"/>; this only looks
/// for words.
/// </summary>
internal sealed class SignatureDiagnosis(CapturedRequest request, IReadOnlyList<string> secrets, DateTimeOffset at)
{
    // What the Svix libraries allow; the app leaves it to them.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly string[] Parts = ["id", "timestamp", "signature"];

    /// <summary>Of Svix's own names; if one is missing, those of Standard Webhooks are read, as the library does.</summary>
    private readonly string family = Missing(request, "svix").Count == 0 ? "svix" : "webhook";

    private string? Id => request.Header($"{family}-id");

    private string? Timestamp => request.Header($"{family}-timestamp");

    private string? Signatures => request.Header($"{family}-signature");

    /// <summary>The time that was signed; null if the header is none.</summary>
    public DateTimeOffset? SignedAt => long.TryParse(Timestamp, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= -62_135_596_800 and <= 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : null;

    /// <summary>Whether the app would believe it at that time, by its own verifier, which knows no other time than now.</summary>
    public bool Verdict(SignatureVerifier verifier, DateTimeOffset now)
    {
        if (SignedAt is not { } signedAt || at == now || Id is not { } id || Signatures is not { } signatures)
        {
            return verifier.IsSigned(request.Body, request.Header);
        }

        // As old now as it was then: what one of the secrets has signed is signed anew, what none has stays what it is.
        var moved = now - (at - signedAt);
        var anew = string.Join(' ', signatures.Split(' ').Select(entry =>
            secrets.FirstOrDefault(secret => entry == Sign(secret, id, signedAt, BodyText)) is { } known ? Sign(known, id, moved, BodyText) : entry));
        return verifier.IsSigned(request.Body, name =>
            name == $"{family}-timestamp" ? moved.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
            : name == $"{family}-signature" ? anew
            : request.Header(name));
    }

    /// <summary>Nothing if all is well.</summary>
    public IEnumerable<string> Reasons()
    {
        if (Missing(request, family).Count > 0)
        {
            yield return request.Headers.Count == 0
                ? "There are no headers: give them with --headers or --header, or a file that is a whole HTTP request."
                : $"Missing: {string.Join(", ", Missing(request, "svix"))}. A proxy may have dropped it, or the request is not from Svix.";
            yield break;
        }

        if (Id!.Length > SignatureVerifier.LongestId)
        {
            yield return $"The id has {Id.Length} characters; the app takes {SignatureVerifier.LongestId}, as a queue does.";
        }

        if (SignedAt is not { } signedAt)
        {
            yield return "The timestamp is not a time in seconds since 1970."
                + (Timestamp is { Length: >= 13 } digits && digits.All(char.IsAsciiDigit) ? " It looks like milliseconds." : "");
            yield break;
        }

        foreach (var reason in OfTime(signedAt).Concat(OfSignature(signedAt)))
        {
            yield return reason;
        }
    }

    private IEnumerable<string> OfTime(DateTimeOffset signedAt)
    {
        var age = at - signedAt;
        if (age.Duration() > Tolerance)
        {
            yield return $"The timestamp is outside of the tolerance: {HumanOutput.Time(signedAt)} is {HumanOutput.Span(age.Duration())} "
                + $"{(age > TimeSpan.Zero ? "before" : "after")} {HumanOutput.Time(at)}, and five minutes are allowed. "
                + "To judge it at another time: --at; doctor compares clocks.";
        }
    }

    private IEnumerable<string> OfSignature(DateTimeOffset signedAt)
    {
        var entries = Signatures!.Split(' ');
        if (!BodyVariants.IsUtf8(request.Body))
        {
            yield return "The body is not UTF-8: it was changed, compressed, or kept as something else.";
            yield break;
        }

        if (IsSignedWith(secrets, entries, signedAt, BodyText))
        {
            yield break;
        }

        if (!entries.Any(entry => entry.StartsWith("v1,", StringComparison.Ordinal)))
        {
            yield return "The signature header has no entry that begins with v1, as those of Svix do.";
            yield break;
        }

        if (BodyVariants.Of(BodyText).FirstOrDefault(variant => IsSignedWith(secrets, entries, signedAt, variant.Body)) is { Body: not null } changed)
        {
            yield return $"The body was changed after it was signed: {changed.WhatHappened}. The secret is right.";
            yield break;
        }

        yield return secrets.FirstOrDefault(secret => IsSignedWith([AsText(secret)], entries, signedAt, BodyText)) is not null
            ? "It was signed with the letters of the secret instead of the key they stand for: what is behind whsec_ is base64."
            : $"No signature matches. It was signed with another secret than {(secrets.Count == 1 ? "the one" : $"the {secrets.Count}")} known here, "
                + "or body, id or timestamp were changed in a way that cannot be told.";
    }

    private bool IsSignedWith(IEnumerable<string> with, string[] entries, DateTimeOffset signedAt, string body) =>
        with.Any(secret => entries.Contains(Sign(secret, Id!, signedAt, body)));

    private string BodyText => field ??= BodyVariants.Text(request.Body);

    private static IReadOnlyList<string> Missing(CapturedRequest request, string family) =>
        [.. Parts.Select(part => $"{family}-{part}").Where(name => request.Header(name) is not { Length: > 0 })];

    private static string Sign(string secret, string id, DateTimeOffset at, string body) => new Webhook(secret).Sign(id, at, body);

    /// <summary>A secret whose key is the bytes of the text of another.</summary>
    private static string AsText(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
}
