namespace Local.FunctionsHost;

/// <summary>The host refuses to start; the message says what to change.</summary>
internal sealed class HostStartException(string message) : Exception(message)
{
    /// <summary>The message alone: this is what the runtime prints, for a person who has no use for our stack.</summary>
    public override string ToString() => Message;
}
