using Azure.Messaging.ServiceBus;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;

namespace Serverless.Tests.Support;

/// <summary>Dead letters, saying only what a test is about.</summary>
internal static class ADeadLetter
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static DeadLetter With(string reason = DeadLettering.RetriesExhausted, int timesRedriven = 0, TimeSpan age = default) => new()
    {
        Queue = Queues.UserEvents,
        SequenceNumber = 7,
        MessageId = "msg_1",
        OriginalId = "msg_1",
        Type = "user.created",
        Reason = reason,
        EnqueuedAt = Now.AddDays(-7),
        DeadLetteredAt = Now - age,
        TimesRedriven = timesRedriven,
    };

    /// <summary>As a receiver hands it out.</summary>
    public static ServiceBusReceivedMessage Message(string id = "msg_1", string body = "{}", params (string Name, object Value)[] properties) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromString(body),
            messageId: id,
            subject: "user.created",
            sequenceNumber: 7,
            enqueuedTime: Now.AddDays(-7),
            properties: properties.ToDictionary(property => property.Name, property => property.Value));

    /// <summary>As it is received once it has been sent.</summary>
    public static ServiceBusReceivedMessage Received(ServiceBusMessage message) => ServiceBusModelFactory.ServiceBusReceivedMessage(
        message.Body, messageId: message.MessageId, subject: message.Subject, properties: message.ApplicationProperties);
}
