namespace Local.FunctionsHost;

/// <summary>The host refuses to start; the message says, line by line, what to change.</summary>
internal sealed class HostStartException : Exception
{
    private const int ExitCode = 1;

    static HostStartException() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        // Nobody caught it, so it ended Main. A person has no use for our stack, nor for an abort with a core dump.
        if (unhandled.ExceptionObject is HostStartException refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            Environment.Exit(ExitCode);
        }
    };

    public HostStartException(string problem) : this([problem])
    {
    }

    public HostStartException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine + "  ", problems.Prepend($"The Functions host cannot start: {problems.Count} problem(s) to mend.")))
    {
        Problems = problems;
    }

    public IReadOnlyList<string> Problems { get; }

    /// <summary>The message alone, also in logs.</summary>
    public override string ToString() => Message;
}
