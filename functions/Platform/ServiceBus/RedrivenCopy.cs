using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>
/// The copy of a dead letter that goes back to its queue, for another life: body, subject, trace and other properties stay, what was
/// counted of the life before does not. Its id is new, or duplicate detection would drop it in silence; and it is the same for the same
/// letter, so that a crash between sending the copy and taking the letter away leaves one copy, not two.
/// </summary>
public static class RedrivenCopy
{
    /// <summary>How often the message was redriven; absent on one that never was.</summary>
    public const string TimesRedrivenProperty = "redriven";

    /// <summary>The run that last redrove it.</summary>
    public const string RunProperty = "redrive-run";

    public static ServiceBusMessage Of(ServiceBusReceivedMessage letter, string run)
    {
        var original = CopyId.Original(letter);
        var times = TimesRedriven(letter) + 1;
        var copy = new ServiceBusMessage(letter) { MessageId = CopyId.OfLife(original, times) };
        copy.ApplicationProperties.Remove(DelayedCopy.TimesSetAsideProperty);
        copy.ApplicationProperties.Remove(DeadLettering.TimeProperty);
        copy.ApplicationProperties[DelayedCopy.OriginalIdProperty] = original;
        copy.ApplicationProperties[TimesRedrivenProperty] = times;
        copy.ApplicationProperties[RunProperty] = run;
        return copy;
    }

    public static int TimesRedriven(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(TimesRedrivenProperty, out var times) && times is int count ? count : 0;
}
