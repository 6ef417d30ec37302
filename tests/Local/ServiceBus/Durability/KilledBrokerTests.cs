using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Durability;

/// <summary>With a real process, killed; and a real limit on its files.</summary>
public sealed class KilledBrokerTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("broker-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_answered_holds_after_kill_at_random_moments_under_load()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var ledger = new Ledger();
        for (var round = 1; round <= 4; round++)
        {
            await using var broker = await BrokerProcess.StartAsync(folder, Ct);
            var working = Enumerable.Range(0, 6).Select(i => SendAsync(broker.Client, $"{round}.{i}", ledger))
                .Concat(Enumerable.Range(0, 2).Select(_ => CompleteAsync(broker.Client, ledger)))
                .ToArray();
            var enough = ledger.Sent.Count + random.Next(50, 1000);
            while (ledger.Sent.Count < enough)
            {
                await Task.Delay(1, Ct);
            }

            await broker.KillAsync(Ct);
            await Task.WhenAll(working);
        }

        await using var last = await BrokerProcess.StartAsync(folder, Ct);
        var left = await DrainAsync(last.Client);
        output.WriteLine($"sent {ledger.Sent.Count}, completed {ledger.Completed.Count}, left {left.Count}");

        Assert.NotEmpty(ledger.Completed);
        Assert.Empty(ledger.Completed.Keys.Intersect(left));
        Assert.Empty(ledger.Sent.Keys.Except(left).Except(ledger.Tried.Keys));
        Assert.All(ledger.Numbers, number => Assert.Single(number.Value.Distinct()));
    }

    [Fact]
    public async Task Send_to_a_full_disk_fails_as_transient_and_everything_accepted_before_is_there_after_a_restart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs prlimit.");
        var accepted = new List<string>();
        ServiceBusException refusal;
        await using (var broker = await BrokerProcess.StartAsync(folder, Ct))
        {
            await broker.LimitFilesAsync(bytes: 20_000, Ct);
            var sender = broker.Client.CreateSender(BrokerProcess.Queue);
            refusal = await Assert.ThrowsAsync<ServiceBusException>(async () =>
            {
                while (accepted.Count < 1000)
                {
                    await sender.SendMessageAsync(new ServiceBusMessage(new byte[100]) { MessageId = $"{accepted.Count}" }, Ct);
                    accepted.Add($"{accepted.Count}");
                }
            });
            await Assert.ThrowsAsync<ServiceBusException>(() => broker.Client.CreateReceiver(BrokerProcess.Queue).ReceiveMessageAsync(null, Ct));
            await broker.KillAsync(Ct);
        }

        Assert.Equal((ServiceBusFailureReason.GeneralError, true), (refusal.Reason, refusal.IsTransient));
        Assert.Contains("could not be written", refusal.Message, StringComparison.Ordinal);
        await using var again = await BrokerProcess.StartAsync(folder, Ct);
        var left = await DrainAsync(again.Client);
        output.WriteLine($"accepted {accepted.Count}, left {left.Count}; {refusal.Message}");
        Assert.Empty(accepted.Except(left));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task SendAsync(ServiceBusClient client, string name, Ledger ledger)
    {
        var sender = client.CreateSender(BrokerProcess.Queue);
        try
        {
            for (var i = 0; ; i++)
            {
                await sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = $"{name}.{i}" }, Ct);
                ledger.Sent[$"{name}.{i}"] = true;
            }
        }
        catch (ServiceBusException)
        {
            // Killed.
        }
    }

    private static async Task CompleteAsync(ServiceBusClient client, Ledger ledger)
    {
        var receiver = client.CreateReceiver(BrokerProcess.Queue);
        try
        {
            while (true)
            {
                var message = await receiver.ReceiveMessageAsync(cancellationToken: Ct);
                ledger.Numbers.GetOrAdd(message.SequenceNumber, []).Add(message.MessageId);
                ledger.Tried[message.MessageId] = true;
                await receiver.CompleteMessageAsync(message, Ct);
                ledger.Completed[message.MessageId] = true;
            }
        }
        catch (ServiceBusException)
        {
            // Killed.
        }
    }

    private static async Task<HashSet<string>> DrainAsync(ServiceBusClient client)
    {
        var options = new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete };
        var receiver = client.CreateReceiver(BrokerProcess.Queue, options);
        var ids = new HashSet<string>();
        while (await receiver.PeekMessageAsync(fromSequenceNumber: 0, Ct) is not null)
        {
            var messages = await receiver.ReceiveMessagesAsync(1000, TimeSpan.FromSeconds(20), Ct);
            Assert.All(messages, message => Assert.True(ids.Add(message.MessageId), $"{message.MessageId} is there twice."));
        }

        return ids;
    }

    /// <summary>What clients were told, by message id.</summary>
    private sealed class Ledger
    {
        public ConcurrentDictionary<string, bool> Sent { get; } = [];

        /// <summary>Completions asked for; without an answer they may have happened or not.</summary>
        public ConcurrentDictionary<string, bool> Tried { get; } = [];

        public ConcurrentDictionary<string, bool> Completed { get; } = [];

        /// <summary>Which ids were seen under a sequence number: always one.</summary>
        public ConcurrentDictionary<long, ConcurrentBag<string>> Numbers { get; } = [];
    }
}
