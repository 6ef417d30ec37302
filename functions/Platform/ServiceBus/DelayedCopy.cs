using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>
/// The copy of a message that is set aside. Its id differs from the original's, or duplicate detection would drop it in
/// silence; and it is the same for the same try, so that a crash between sending the copy and completing the original
/// leaves one copy, not two.
/// </summary>
public sealed record DelayedCopy(ServiceBusMessage Message, int TimesSetAside)
{
    /// <summary>How often the message was set aside; absent on an original.</summary>
    public const string TimesSetAsideProperty = "times-set-aside";

    /// <summary>The id under which the message first came in; absent on an original.</summary>
    public const string OriginalIdProperty = "original-message-id";

    public static DelayedCopy Of(ServiceBusReceivedMessage message)
    {
        var times = (message.ApplicationProperties.TryGetValue(TimesSetAsideProperty, out var before) ? (int)before : 0) + 1;
        var original = CopyId.Original(message);
        var life = CopyId.OfLife(original, RedrivenCopy.TimesRedriven(message));
        var copy = new ServiceBusMessage(message) { MessageId = string.Create(CultureInfo.InvariantCulture, $"{life}~{times}") };
        copy.ApplicationProperties[TimesSetAsideProperty] = times;
        copy.ApplicationProperties[OriginalIdProperty] = original;
        return new DelayedCopy(copy, times);
    }
}
