using Local.ServiceBus.Protocol;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Faults;

public sealed class DisconnectTests : EmulatorTests
{
    [Fact]
    public async Task Client_that_vanishes_while_waiting_takes_no_message()
    {
        await using (var vanishing = MakeClient(Emulator.ConnectionString, maxRetries: 0))
        {
            var waiting = vanishing.CreateReceiver(Queue).ReceiveMessageAsync(Soon, Ct);
            await vanishing.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        }

        await SendAsync("a");

        Assert.Equal(1, (await ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Message_on_its_way_to_a_peer_that_vanishes_comes_back_uncounted()
    {
        await SendAsync("a");
        using (var peer = RawPeer.Greeted(Emulator.ConnectionString))
        {
            peer.Receive(Queue);
            Assert.Equal(FrameKind.Delivered, peer.Read());
        }

        var message = await ReceiveAsync();

        Assert.Equal(("a", 1), (message.MessageId, message.DeliveryCount));
        Assert.Equal(0, Emulator.Counts(Queue).TotalAbandoned);
    }

    [Fact]
    public async Task Refused_delivery_comes_back_uncounted()
    {
        await SendAsync("a");
        using var peer = RawPeer.Greeted(Emulator.ConnectionString);
        peer.Receive(Queue, correlation: 7);
        Assert.Equal(FrameKind.Delivered, peer.Read());

        peer.Send(FrameKind.Refused, 7, static _ => { });

        Assert.Equal(1, (await ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Confirmed_lock_outlives_its_connection()
    {
        await SendAsync("a");
        var message = await ReceiveAsync();

        // Only what was confirmed survives the cut; this answer comes after the confirmation.
        await Client.CreateReceiver(Queue).PeekMessageAsync(cancellationToken: Ct);
        Emulator.Faults.Outage = true;
        Emulator.Faults.Outage = false;

        await Client.CreateReceiver(Queue).CompleteMessageAsync(message, Ct);
        Assert.Equal((0, 1), (Emulator.Counts(Queue).Active, Emulator.Counts(Queue).TotalCompleted));
    }

    [Fact]
    public async Task Peer_that_speaks_something_else_is_cut_off_and_the_others_are_served()
    {
        using var stranger = new RawPeer(Emulator.ConnectionString);
        stranger.SendRaw("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Null(stranger.Read());

        using var unknown = RawPeer.Greeted(Emulator.ConnectionString);
        unknown.Send((FrameKind)63, 1, static _ => { });
        Assert.Null(unknown.Read());

        using var truncated = RawPeer.Greeted(Emulator.ConnectionString);
        truncated.Send(FrameKind.Send, 1, static writer =>
        {
            writer.WriteString(Queue);
            writer.WriteInt32(1);
            writer.WriteInt32(int.MaxValue);
        });
        Assert.Null(truncated.Read());

        await SendAsync("a");
        Assert.Equal("a", (await ReceiveAsync()).MessageId);
    }

    [Fact]
    public async Task Two_clients_share_a_queue_without_sharing_messages()
    {
        await using var other = MakeClient(Emulator.ConnectionString, maxRetries: 0);
        await SendAsync("a");
        await SendAsync("b");

        var first = await ReceiveAsync();
        var second = await other.CreateReceiver(Queue).ReceiveMessageAsync(Soon, Ct);

        Assert.Equal(("a", "b"), (first.MessageId, second.MessageId));
    }
}
