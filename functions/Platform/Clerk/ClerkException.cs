using System.Globalization;

namespace Serverless.Platform.Clerk;

/// <summary>
/// Clerk refused a request, or gave no usable answer. The message holds status, code and trace id and nothing that could be
/// about a person, so it may be logged.
/// </summary>
public sealed class ClerkException : Exception
{
    /// <summary>Characters of an explanation in a log. Clerk's are a sentence or two.</summary>
    private const int MostExplained = 300;

    public ClerkException(int? status, string code, Exception? cause = null)
        : base(Describe(status, code, traceId: null), cause) => (Status, Code) = (status, code);

    internal ClerkException(int status, ClerkErrorBody body, string? traceId, TimeSpan? retryAfter)
        : base(Describe(status, body.Code, traceId))
    {
        Status = status;
        Code = body.Code;
        Codes = body.Codes;
        Parameter = body.Parameter;
        LongMessage = body.LongMessage;
        TraceId = traceId;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status, or null if no answer came.</summary>
    public int? Status { get; }

    /// <summary>Clerk's code, the first of several (https://clerk.com/docs/errors), or one of <see cref="ClerkCodes"/>.</summary>
    public string Code { get; }

    /// <summary>All codes of an answer that names several errors.</summary>
    public IReadOnlyList<string> Codes { get => field ?? [Code]; private init; }

    /// <summary>The parameter that the first error is about, if it names one.</summary>
    public string? Parameter { get; }

    /// <summary>For Clerk's support.</summary>
    public string? TraceId { get; }

    /// <summary>How long Clerk asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// Clerk's explanation as it came. It may hold an e-mail address: never log it, and never show it to clients of our API. What
    /// may be logged of it is <see cref="Explanation"/>.
    /// </summary>
    public string? LongMessage { get; }

    /// <summary>
    /// <see cref="LongMessage"/> made fit for a log: one line of at most 300 characters, each word with an <c>@</c> in it replaced
    /// by <c>[address]</c>. It is still no text for clients.
    /// </summary>
    public string? Explanation => LongMessage is null ? null : ForLog(LongMessage);

    /// <summary>True if the same request may succeed later although nobody mends anything.</summary>
    public bool IsTransient => Status is null or 408 or 429 or >= 500 || Code is ClerkCodes.ResourceLocked or ClerkCodes.Unreadable;

    /// <summary>
    /// True for a command that Clerk may or may not have carried out: no answer says which. It was not tried again;
    /// look before doing so.
    /// </summary>
    public bool EffectUnknown { get; internal init; }

    private static string ForLog(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c));
        var words = string.Join(' ', line.Split(' ').Select(word => word.Contains('@', StringComparison.Ordinal) ? "[address]" : word));
        return words.Length > MostExplained ? words[..MostExplained] : words;
    }

    private static string Describe(int? status, string code, string? traceId) => string.Create(
        CultureInfo.InvariantCulture,
        $"Clerk answered {status?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} ({code}{(traceId is null ? "" : ", trace " + traceId)}).");
}
