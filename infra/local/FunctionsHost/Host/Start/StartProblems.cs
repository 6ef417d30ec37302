namespace Local.FunctionsHost;

/// <summary>Everything that keeps the host from starting, gathered so that a person mends it in one go.</summary>
internal sealed class StartProblems
{
    private readonly List<string> found = [];

    public IReadOnlyList<string> Found => found;

    public void Add(string problem) => found.Add(problem);

    /// <summary>The result of a step, or null when the step found problems.</summary>
    public T? Collect<T>(Func<T?> step) where T : class
    {
        try
        {
            return step();
        }
        catch (HostStartException refusal)
        {
            found.AddRange(refusal.Problems);
            return null;
        }
    }

    /// <exception cref="HostStartException">Something was found.</exception>
    public void ThrowIfAny()
    {
        if (found.Count > 0)
        {
            throw new HostStartException(found);
        }
    }
}
