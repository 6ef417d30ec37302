namespace Serverless.Cli;

/// <summary>The tool cannot do what was asked; the message is for the person at the keyboard.</summary>
internal sealed class ToolException(ExitCode code, string message, Exception? cause = null) : Exception(message, cause)
{
    public ExitCode Code { get; } = code;

    /// <summary>What may help.</summary>
    public string? Hint { get; init; }
}
