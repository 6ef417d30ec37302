using Microsoft.Extensions.Logging;

namespace Serverless.Operations;

/// <summary>What came of looking at something the app depends on.</summary>
/// <param name="Seen">Nothing if it was not reached, or if there is nothing to be seen.</param>
public sealed record Look<T>(bool IsReached, T? Seen)
    where T : class;

/// <summary>Looks at what the app depends on, and takes for an answer that it does not answer.</summary>
public sealed partial class Looks(TimeProvider clock, ILogger<Looks> logger)
{
    public async Task<Look<T>> At<T>(string what, TimeSpan patience, Func<CancellationToken, Task<T?>> ask, CancellationToken cancellation = default)
        where T : class
    {
        using var deadline = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            // Also if what is asked does not heed the token.
            return new Look<T>(true, await ask(either.Token).WaitAsync(either.Token));
        }
#pragma warning disable CA1031 // Whatever keeps it from answering is the answer.
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnreachable(what, failure);
            return new Look<T>(false, null);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Dependency} does not answer")]
    private partial void LogUnreachable(string dependency, Exception failure);
}
