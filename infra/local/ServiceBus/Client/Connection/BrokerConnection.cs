using System.Net.Sockets;
using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>One TCP connection to the broker, with any number of requests under way. Once gone it stays gone.</summary>
internal sealed class BrokerConnection : IFrameHandler, IAsyncDisposable
{
    private readonly BrokerEndpoint endpoint;
    private readonly FrameConnection frames;
    private readonly Lock gate = new();
    private readonly Dictionary<uint, IPendingAnswer> pending = [];
    private uint lastCorrelation;
    private Exception? ending;

    private BrokerConnection(BrokerEndpoint endpoint, Socket socket)
    {
        this.endpoint = endpoint;
        frames = new FrameConnection(socket);
    }

    public bool IsOpen => frames.IsOpen;

    /// <exception cref="ServiceBusException">Nothing listens there, or it is not the broker.</exception>
    public static async Task<BrokerConnection> OpenAsync(BrokerEndpoint endpoint, TimeSpan timeout, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(endpoint.FullyQualifiedNamespace, endpoint.Port, patience.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Failures.NotReached(endpoint, e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw Failures.TimedOut(endpoint, entityPath: null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new BrokerConnection(endpoint, socket);
        _ = connection.frames.ReadAsync(connection);
        try
        {
            await connection.SendAsync(new HelloRequest(), timeout, ct).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.frames.Abort();
            throw;
        }
    }

    /// <exception cref="ServiceBusException">The broker refused, did not answer in time, or the connection broke.</exception>
    public async Task<T> SendAsync<T>(BrokerRequest<T> request, TimeSpan timeout, CancellationToken ct)
    {
        var answer = Start(request, out var correlation);
        return await WaitAsync(answer, correlation, request.EntityPath, timeout, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for messages up to <paramref name="maxWait"/>, then asks the broker to answer with what it has, if anything: so
    /// no message can be on its way to a caller who has stopped waiting.
    /// </summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        ReceiveRequest request, TimeSpan maxWait, TimeSpan timeout, CancellationToken ct)
    {
        var answer = Start(request, out var correlation);
        try
        {
            return await answer.Task.WaitAsync(maxWait, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            frames.Write(FrameKind.CancelReceive, correlation);
            return await WaitAsync(answer, correlation, request.EntityPath, timeout, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            if (!TryForget(correlation))
            {
                return await answer.Task.ConfigureAwait(false);
            }

            // The broker withdraws the receive; messages that are already on their way are refused when they come.
            frames.Write(FrameKind.CancelReceive, correlation);
            throw;
        }
    }

    /// <summary>What has been written still goes out, within a second.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            ending = new ObjectDisposedException(nameof(ServiceBusClient));
        }

        await Task.WhenAny(frames.DrainAsync(), Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        frames.Abort();
    }

    public void OnBatch(bool starting)
    {
    }

    public void OnFrame(FrameKind kind, uint correlation, ReadOnlySpan<byte> payload)
    {
        IPendingAnswer? answer;
        lock (gate)
        {
            pending.Remove(correlation, out answer);
        }

        if (answer is not null)
        {
            try
            {
                answer.Answer(kind, payload);
            }
            catch (InvalidDataException e)
            {
                answer.Fail(Failures.Broken(endpoint, e));
                throw;
            }
        }

        if (kind == FrameKind.Delivered && new WireReader(payload).ReadInt32() > 0)
        {
            frames.Write(answer is null ? FrameKind.Refused : FrameKind.Taken, correlation);
        }
    }

    public void OnClosed(Exception? cause)
    {
        IPendingAnswer[] left;
        Exception error;
        lock (gate)
        {
            error = ending ??= Failures.Broken(endpoint, cause);
            left = [.. pending.Values];
            pending.Clear();
        }

        foreach (var answer in left)
        {
            answer.Fail(error);
        }
    }

    private PendingAnswer<T> Start<T>(BrokerRequest<T> request, out uint correlation)
    {
        var answer = new PendingAnswer<T>(request);
        lock (gate)
        {
            if (ending is not null)
            {
                throw ending;
            }

            correlation = ++lastCorrelation;
            pending.Add(correlation, answer);
        }

        try
        {
            frames.Write(request.Kind, correlation, request, static (writer, request) => request.Write(writer));
            return answer;
        }
        catch (InvalidDataException e)
        {
            TryForget(correlation);
            throw Failures.TooLarge(request.EntityPath, e);
        }
        catch
        {
            TryForget(correlation);
            throw;
        }
    }

    private async Task<T> WaitAsync<T>(
        PendingAnswer<T> answer, uint correlation, string entityPath, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            return await answer.Task.WaitAsync(timeout, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && ct.IsCancellationRequested))
        {
            // Whoever takes the request out of the table decides: an answer that came first counts.
            if (!TryForget(correlation))
            {
                return await answer.Task.ConfigureAwait(false);
            }

            throw e is TimeoutException ? Failures.TimedOut(endpoint, entityPath) : e;
        }
    }

    private bool TryForget(uint correlation)
    {
        lock (gate)
        {
            return pending.Remove(correlation);
        }
    }

    private sealed class HelloRequest() : PlainRequest(FrameKind.Hello, entityPath: string.Empty)
    {
        public override void Write(WireWriter writer) => writer.WriteInt64(Handshake.Greeting);
    }
}
