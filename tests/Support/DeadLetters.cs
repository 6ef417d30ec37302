using Azure.Messaging.ServiceBus;

namespace Serverless.Tests.Support;

internal static class DeadLetters
{
    /// <summary>The oldest dead letter of a queue; it stays where it is. Its delivery count, being peeked, is that of failed deliveries.</summary>
    public static async Task<ServiceBusReceivedMessage> Peek(TestStack stack, string queue)
    {
        await using var client = new ServiceBusClient(stack.Emulators.ServiceBus.ConnectionString);
        await using var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return await receiver.PeekMessageAsync() ?? throw new InvalidOperationException($"'{queue}' has no dead letter.");
    }
}
