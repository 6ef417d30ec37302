using Azure.Messaging.ServiceBus;
using Xunit;

namespace Serverless.Tests.Local.ServiceBus.Contract;

public sealed class Duplicates() : QueueContract(DuplicateDetecting)
{
    [Fact]
    public async Task Second_message_of_one_id_succeeds_and_vanishes()
    {
        var id = Guid.NewGuid().ToString();
        await Sender.SendMessageAsync(new ServiceBusMessage("first") { MessageId = id }, Ct);
        await Sender.SendMessageAsync(new ServiceBusMessage("second") { MessageId = id }, Ct);
        await Sender.SendMessageAsync(new ServiceBusMessage("third") { MessageId = id + "-other" }, Ct);

        Assert.Equal("first", (await ReceiveAsync()).Body.ToString());
        Assert.Equal("third", (await ReceiveAsync()).Body.ToString());
    }

    [Fact]
    public async Task Dead_letter_sent_again_under_its_old_id_vanishes_and_under_a_new_one_arrives()
    {
        await Sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = Guid.NewGuid().ToString() }, Ct);
        await Receiver.DeadLetterMessageAsync(await ReceiveAsync(), "reason", cancellationToken: Ct);
        var dead = await DeadLetters.ReceiveMessageAsync(Soon, Ct);

        await Sender.SendMessageAsync(new ServiceBusMessage(dead), Ct);
        Assert.Null(await Receiver.PeekMessageAsync(cancellationToken: Ct));

        await Sender.SendMessageAsync(new ServiceBusMessage(dead) { MessageId = Guid.NewGuid().ToString() }, Ct);
        Assert.Equal("x", (await ReceiveAsync()).Body.ToString());
    }
}
