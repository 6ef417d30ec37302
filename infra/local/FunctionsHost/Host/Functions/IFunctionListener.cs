namespace Local.FunctionsHost;

/// <summary>Starts one function whenever something other than a request comes: a message, a time.</summary>
internal interface IFunctionListener : IDisposable
{
    FunctionDescriptor Function { get; }

    /// <summary>Starts to listen, or again after a stop.</summary>
    void Start();

    /// <summary>Takes nothing new and waits for what runs; what still runs when patience ends is given back.</summary>
    Task Stop(CancellationToken patience);

    /// <summary>Runs the function once, whether or not the listener listens, with an input that a person gives.</summary>
    Task RunByHand(string input);
}
