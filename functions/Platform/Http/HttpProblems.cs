namespace Serverless.Platform.Http;

/// <summary>Refusals that any HTTP function may answer.</summary>
public static class HttpProblems
{
    public static readonly Problem Unexpected = new(
        500, "unexpected", "Something went wrong on our side.", "It has been logged under the trace id.");

    public static readonly Problem Unavailable = new(503, "unavailable", "Something we need did not answer. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>Why is in the log; Clerk's explanation may be about somebody.</summary>
    public static readonly Problem ClerkRefused = new(502, "clerk-refused", "Clerk did not do what we asked of it.");

    public static readonly Problem QueryTooLong = new(414, "query-too-long", "The query of the address is too long.");

    public static readonly Problem HeadersTooLarge = new(431, "headers-too-large", "The headers are too large.");

    public static readonly Problem BodyMissing = new(
        400, "body-missing", "The request has no body.", "Send it with a Content-Length; a chunked body does not reach the function.");

    public static readonly Problem BodyTooLarge = new(413, "body-too-large", "The body is too large.");

    public static readonly Problem NotJson = new(415, "not-json", "The body must be sent as application/json.");

    public static readonly Problem IfMatchMissing = new(
        428, "if-match-missing", "The header If-Match is needed.", "Send the ETag that the thing was read with.");

    public static readonly Problem Changed = new(
        412, "changed", "It is no longer what If-Match names.", "Read it again, look, and try again with the new ETag.");

    /// <param name="detail">Which member and why; never a value.</param>
    public static Problem BadBody(string detail) => new(400, "bad-body", "The body is not what is expected.", detail);

    public static Problem UnknownField(string name) => new(
        400, "unknown-field", "The body has a field that is unknown.", $"'{Shortened(name)}' is not a field of it.");

    /// <param name="detail">What a good value looks like.</param>
    public static Problem BadParameter(string name, string detail) => new(
        400, "bad-parameter", "A parameter of the query is not what is expected.", $"'{Shortened(name)}' {detail}");

    private static string Shortened(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
