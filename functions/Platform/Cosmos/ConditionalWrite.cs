namespace Serverless.Platform.Cosmos;

/// <summary>Load, decide, apply: and again from the start when somebody else wrote in between.</summary>
public static class ConditionalWrite
{
    // Each lost attempt means that somebody else's succeeded; more than a few at once for one document is not traffic.
    private const int Attempts = 8;

    /// <param name="name">Of the document, for whoever reads the log.</param>
    /// <param name="stored">The document as it was read a moment ago; null if there is none.</param>
    /// <param name="tryApply">False if the document is no longer the one that was decided upon.</param>
    /// <returns>The decision that was applied, and what it was decided upon.</returns>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public static async Task<(TDecision Decision, TDocument? Before)> Apply<TDocument, TDecision>(
        string name,
        Stored<TDocument>? stored,
        Func<TDocument?, TDecision> decide,
        Func<TDecision, Stored<TDocument>?, Task<bool>> tryApply,
        Func<Task<Stored<TDocument>?>> find)
        where TDocument : class
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var decision = decide(stored?.Value);
            if (await tryApply(decision, stored))
            {
                return (decision, stored?.Value);
            }

            stored = await find();
        }

        throw new WriteContentionException(name, Attempts);
    }
}
