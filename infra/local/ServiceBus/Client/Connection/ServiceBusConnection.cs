using System.Diagnostics;

namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>What a client, its senders and receivers share: a connection made when needed and again after a loss, and retries.</summary>
internal sealed class ServiceBusConnection(BrokerEndpoint endpoint, RetryPolicy retry) : IAsyncDisposable
{
    private readonly SemaphoreSlim opening = new(1);
    private volatile BrokerConnection? current;
    private volatile bool closed;

    public BrokerEndpoint Endpoint { get; } = endpoint;

    public bool IsClosed => closed;

    /// <summary>The name, and something that tells two of the same name apart.</summary>
    public static string MakeIdentifier(string name) => $"{name}-{Guid.NewGuid()}";

    public Task<T> RequestAsync<T>(BrokerRequest<T> request, CancellationToken ct) => RetryAsync(
        static (connection, request, timeout, ct) => connection.SendAsync(request, timeout, ct), request, ct);

    /// <param name="maxWait">For messages; null for as long as one try may take.</param>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        ReceiveRequest request, TimeSpan? maxWait, CancellationToken ct)
    {
        // Task.WaitAsync counts milliseconds in 32 bits.
        var wait = maxWait ?? retry.TryTimeout;
        wait = wait.TotalMilliseconds < int.MaxValue ? wait : TimeSpan.FromMilliseconds(int.MaxValue);
        return RetryAsync(
            static (connection, it, timeout, ct) => connection.ReceiveAsync(it.request, it.wait, timeout, ct), (request, wait), ct);
    }

    public async ValueTask DisposeAsync()
    {
        closed = true;
        if (current is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<TResult> RetryAsync<TState, TResult>(
        Func<BrokerConnection, TState, TimeSpan, CancellationToken, Task<TResult>> operation, TState state, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            ct.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(closed, typeof(ServiceBusClient));
            try
            {
                var left = retry.TryTimeout;
                if (current is not { IsOpen: true } connection)
                {
                    var started = Stopwatch.GetTimestamp();
                    connection = await OpenAsync(ct).ConfigureAwait(false);
                    left = TimeSpan.FromTicks(Math.Max(1, (left - Stopwatch.GetElapsedTime(started)).Ticks));
                }

                return await operation(connection, state, left, ct).ConfigureAwait(false);
            }
            catch (ServiceBusException e) when (e.IsTransient && tries <= retry.MaxRetries && !closed)
            {
                await Task.Delay(retry.DelayAfter(tries), ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<BrokerConnection> OpenAsync(CancellationToken ct)
    {
        if (!Endpoint.IsLocal)
        {
            throw Failures.NotLocal(Endpoint);
        }

        if (!await opening.WaitAsync(retry.TryTimeout, ct).ConfigureAwait(false))
        {
            throw Failures.TimedOut(Endpoint, entityPath: null);
        }

        try
        {
            if (current is not { IsOpen: true } connection)
            {
                current = connection = await BrokerConnection.OpenAsync(Endpoint, retry.TryTimeout, ct).ConfigureAwait(false);
            }

            // A client closed meanwhile has not seen this connection.
            if (closed)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            return connection;
        }
        finally
        {
            opening.Release();
        }
    }
}
