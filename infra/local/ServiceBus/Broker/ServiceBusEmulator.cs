using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Local.Journal;
using Local.ServiceBus.Network;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus;

/// <summary>
/// A message broker on 127.0.0.1 with the queue semantics of Azure Service Bus, for the client library beside it. There is
/// no access control: a connection string's key is not looked at. With a state folder, whatever it has answered is on disk.
/// </summary>
public sealed class ServiceBusEmulator : IAsyncDisposable
{
    private readonly Socket listener;
    private readonly Entities entities;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<BrokerSession, bool> sessions = [];
    private readonly Task accepting;
    private volatile bool stopping;

    private ServiceBusEmulator(Socket listener, Entities entities, TimeProvider clock)
    {
        this.listener = listener;
        this.entities = entities;
        this.clock = clock;
        Faults = new ServiceBusFaults(clock, name => entities.Find(name) is not null, outageBegins: CutForOutage);
        accepting = AcceptAsync();
    }

    /// <summary>For the client library; carries the port.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port};SharedAccessKeyName=RootManageSharedAccessKey;" +
        "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";

    public ServiceBusFaults Faults { get; }

    /// <summary>Starts serving; the queues are empty, or as they are in the state folder.</summary>
    /// <exception cref="ArgumentException">A queue definition is invalid, or two have one name.</exception>
    /// <exception cref="JournalException">The state folder or a file in it cannot be used; the text says which and why.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ServiceBusEmulator> StartAsync(ServiceBusEmulatorOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ct.ThrowIfCancellationRequested();
        var entities = await Entities.OpenAsync(options.Queues, options.StateFolder, options.Clock).ConfigureAwait(false);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            listener.Listen();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            await entities.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"The Service Bus emulator cannot listen on 127.0.0.1:{options.Port}: {e.Message}.", e);
        }

        return new ServiceBusEmulator(listener, entities, options.Clock);
    }

    /// <exception cref="ArgumentException">There is no such queue.</exception>
    public QueueCounts Counts(string queue) =>
        entities.Find(queue)?.Count() ?? throw new ArgumentException($"There is no queue '{queue}'.", nameof(queue));

    public async ValueTask DisposeAsync()
    {
        stopping = true;
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        CutAll();
        await Task.WhenAll(sessions.Keys.Select(session => session.Ended)).ConfigureAwait(false);
        await entities.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (stopping && e is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer gave up before it was accepted.
                continue;
            }

            var outage = Faults.Outage;
            if (outage || sessions.Count >= Limits.Connections)
            {
                socket.Dispose();
                if (outage)
                {
                    Faults.CountOutageHit();
                }

                continue;
            }

            var session = new BrokerSession(new FrameConnection(socket), entities, Faults, clock);
            sessions.TryAdd(session, true);
            _ = ServeAsync(session);

            // An outage that began meanwhile did not see this session.
            if (Faults.Outage)
            {
                session.Cut();
            }
        }
    }

    private async Task ServeAsync(BrokerSession session)
    {
        session.Start();
        await session.Ended.ConfigureAwait(false);
        sessions.TryRemove(session, out _);
    }

    private void CutForOutage()
    {
        foreach (var session in sessions.Keys)
        {
            session.Cut();
            Faults.CountOutageHit();
        }
    }

    private void CutAll()
    {
        foreach (var session in sessions.Keys)
        {
            session.Cut();
        }
    }
}
