using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>A request that has been sent and not been answered yet.</summary>
internal interface IPendingAnswer
{
    void Answer(FrameKind kind, ReadOnlySpan<byte> payload);

    void Fail(Exception error);
}

/// <inheritdoc cref="IPendingAnswer"/>
internal sealed class PendingAnswer<T>(BrokerRequest<T> request)
    : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), IPendingAnswer
{
    public void Answer(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        if (kind == FrameKind.Failed)
        {
            TrySetException(Failures.Read(ref reader, request.EntityPath));
        }
        else
        {
            TrySetResult(request.ReadAnswer(kind, ref reader));
        }
    }

    public void Fail(Exception error) => TrySetException(error);
}
