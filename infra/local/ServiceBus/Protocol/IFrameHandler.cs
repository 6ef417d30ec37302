namespace Local.ServiceBus.Protocol;

/// <summary>The reading side of a <see cref="FrameConnection"/>. Calls come one at a time.</summary>
internal interface IFrameHandler
{
    /// <summary>A frame came; the payload is valid during the call only.</summary>
    void OnFrame(FrameKind kind, uint correlation, ReadOnlySpan<byte> payload);

    /// <summary>Called before the first and after the last of the frames that arrived together.</summary>
    void OnBatch(bool starting);

    /// <summary>The connection is gone; called once.</summary>
    void OnClosed(Exception? cause);
}
