namespace Local.Clerk;

/// <summary>
/// What was asked for is refused as Clerk refuses it. Over HTTP it becomes
/// <c>{"errors":[{"code","message","long_message","meta"}],"clerk_trace_id"}</c>.
/// </summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">From Clerk's catalogue of errors, such as <c>resource_not_found</c>.</param>
/// <param name="message">Short text.</param>
/// <param name="longMessage">Text for a developer.</param>
/// <param name="parameter">Goes to <c>meta.param_name</c>; null for none.</param>
/// <param name="retryAfter">Goes to the header <c>Retry-After</c>, in whole seconds; null for none.</param>
public sealed class ClerkRefusedException(
    int status, string code, string message, string longMessage, string? parameter = null, TimeSpan? retryAfter = null)
    : Exception($"{code}: {longMessage}")
{
    public int Status => status;

    public string Code => code;

    public string ShortMessage => message;

    public string LongMessage => longMessage;

    public string? Parameter => parameter;

    public TimeSpan? RetryAfter => retryAfter;
}
