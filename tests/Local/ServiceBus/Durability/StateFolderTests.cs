using Azure.Messaging.ServiceBus;
using Local.Journal;
using Local.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Durability;

public sealed class StateFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("state-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopped_and_started_again_the_emulator_goes_on()
    {
        await using (var first = await StartAsync("orders"))
        {
            await SendAsync(first, "orders", "a");
        }

        await using var second = await StartAsync("orders");

        Assert.Equal("a", await ReceiveAsync(second, "orders"));
    }

    [Fact]
    public async Task Answered_send_is_in_the_file_already()
    {
        using var copy = new TemporaryCopy();
        await using var emulator = await StartAsync("orders");
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(emulator, "orders", $"{i}");

            File.Copy(Path.Combine(folder, "orders.journal"), Path.Combine(copy.Folder, "orders.journal"), overwrite: true);
            await using var other = await StartInAsync(copy.Folder, "orders");
            Assert.Equal(i + 1, other.Counts("orders").Active);
        }
    }

    [Fact]
    public async Task Queue_that_is_not_defined_for_a_while_is_as_it_was_when_it_is_again()
    {
        await using (var first = await StartAsync("orders", "Other/Queue"))
        {
            await SendAsync(first, "other/queue", "a");
        }

        await using (var second = await StartAsync("orders", "new"))
        {
            Assert.Throws<ArgumentException>(() => second.Counts("other/queue"));
            Assert.Equal(0, second.Counts("new").Active);
        }

        await using var third = await StartAsync("OTHER/queue");
        Assert.Equal("a", await ReceiveAsync(third, "other/queue"));
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_named_at_the_start()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", Ct);

        var refusal = await Assert.ThrowsAsync<JournalUnavailableException>(() => StartInAsync(Path.Combine(file, "state"), "orders"));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_in_use_is_refused_and_the_queues_opened_before_are_let_go()
    {
        await using (var first = await StartAsync("b"))
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => StartAsync("a", "b"));
        }

        await using var second = await StartAsync("a", "b");
    }

    [Fact]
    public async Task Name_too_long_for_a_file_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(new string('q', 241)));

        Assert.Contains("too long", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task SendAsync(ServiceBusEmulator emulator, string queue, string id)
    {
        await using var client = new ServiceBusClient(emulator.ConnectionString);
        await client.CreateSender(queue).SendMessageAsync(new ServiceBusMessage("x") { MessageId = id }, Ct);
    }

    private static async Task<string> ReceiveAsync(ServiceBusEmulator emulator, string queue)
    {
        await using var client = new ServiceBusClient(emulator.ConnectionString);
        return (await client.CreateReceiver(queue).ReceiveMessageAsync(cancellationToken: Ct)).MessageId;
    }

    private Task<ServiceBusEmulator> StartAsync(params string[] queues) =>
        ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions { Queues = [.. queues.Select(it => new QueueDefinition(it))], StateFolder = folder }, Ct);

    private static Task<ServiceBusEmulator> StartInAsync(string folder, string queue) =>
        ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions { Queues = [new QueueDefinition(queue)], StateFolder = folder }, Ct);

    private sealed class TemporaryCopy : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("copy-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
