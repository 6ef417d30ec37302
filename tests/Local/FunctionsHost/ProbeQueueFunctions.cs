using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>Queue functions that do what the message's body says.</summary>
public sealed class ProbeQueueFunctions(ProbeLog log)
{
    public const string Automatic = "probe-automatic";
    public const string Manual = "probe-manual";

    [Function("ProbeAutomatic")]
    public async Task Automatically(
        [ServiceBusTrigger("%ProbeQueue%")] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, int deliveryCount, string messageId,
        CancellationToken cancellation)
    {
        log.Add($"{message.Body} {deliveryCount} {messageId}");
        switch (message.Body.ToString())
        {
            case "fail":
                throw new InvalidOperationException("as told");
            case "dead-letter":
                await actions.DeadLetterMessageAsync(message, deadLetterReason: "AsTold", deadLetterErrorDescription: "told so", cancellationToken: cancellation);
                break;
            case "wait for the gate":
                await log.Gate.WaitAsync(CancellationToken.None);
                break;
            case "wait for the token":
                await Task.Delay(Timeout.Infinite, cancellation);
                break;
            case "settle twice":
                await actions.CompleteMessageAsync(message, cancellation);
                log.Add((await Record.ExceptionAsync(() => actions.CompleteMessageAsync(message, cancellation))) is { } error and not ServiceBusException
                    ? $"second settlement failed, not as ServiceBusException: {error is not null}"
                    : "second settlement did not fail as the real one does");
                break;
        }
    }

    [Function("ProbeManual")]
    public void Manually([ServiceBusTrigger(Manual, AutoCompleteMessages = false)] string body) => log.Add($"manual {body}");

    private static class Record
    {
        public static async Task<Exception?> ExceptionAsync(Func<Task> run)
        {
            try
            {
                await run();
                return null;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                return failure;
            }
        }
    }
}
