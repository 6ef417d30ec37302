using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Cli.Settings;
using Serverless.Platform.ServiceBus;

namespace Serverless.Cli.Doctor;

/// <summary>Whether the broker and every queue are there, by peeking, as seen from here with the app's settings.</summary>
internal sealed class ServiceBusCheck(KnownSettings settings, AppNeeds needs) : ICheck
{
    public string Name => "Service Bus";

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation)
    {
        if (new ServiceBusSettings(settings.Configuration).Problems().Any())
        {
            return [.. needs.Queues.Prepend(null).Select(queue => Finding.Skipped(NameOf(queue), "its settings cannot be used: see settings."))];
        }

        await using var services = new ServiceCollection().AddServiceBus(settings.Configuration).BuildServiceProvider();
        ServiceBusClient client;
        try
        {
            client = services.GetRequiredService<ServiceBusClient>();
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException)
        {
            return
            [
                Finding.Failed(
                    Name,
                    $"the connection string cannot be used: {unusable.Message}",
                    "It is in the Azure portal under Shared access policies."),
                .. needs.Queues.Select(queue => Finding.Skipped(NameOf(queue), "there is no connection.")),
            ];
        }

        var looks = await Task.WhenAll(needs.Queues.Select(queue => Look(client, queue, cancellation)));
        return looks.All(look => look.Unreachable is not null)
            ?
            [
                Finding.Failed(
                    Name,
                    $"cannot be reached: {looks[0].Unreachable}",
                    "Is ServiceBus, or ServiceBus__fullyQualifiedNamespace, right, may this machine reach it, and is its key or its role valid?"),
                .. needs.Queues.Select(queue => Finding.Skipped(NameOf(queue), "the broker cannot be reached.")),
            ]
            : [Finding.Ok(Name, "answers."), .. looks.Select(look => look.Finding)];
    }

    private async Task<(Finding Finding, string? Unreachable)> Look(ServiceBusClient client, string queue, CancellationToken cancellation)
    {
        var name = NameOf(queue);
        try
        {
            await using var receiver = client.CreateReceiver(queue);
            await receiver.PeekMessagesAsync(1, cancellationToken: cancellation);
            return (Finding.Ok(name, "can be read."), null);
        }
        catch (ServiceBusException missing) when (missing.Reason == ServiceBusFailureReason.MessagingEntityNotFound)
        {
            return (
                Finding.Failed(
                    name,
                    "is missing.",
                    "Create it, with duplicate detection: the root README says how under Deploying."
                        + " Without it events are refused with 503, or lie undone."),
                null);
        }
        catch (Exception failure) when (failure is ServiceBusException or UnauthorizedAccessException or AuthenticationFailedException)
        {
            var why = failure.Message.Split('\n')[0].Trim();
            return (Finding.Failed(name, why, "Is the broker busy, or does the key or the role lack the right to listen?"), why);
        }
    }

    private string NameOf(string? queue) => queue is null ? Name : $"queue {queue}";
}
