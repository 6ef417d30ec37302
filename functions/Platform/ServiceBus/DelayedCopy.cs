using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

    // https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas: 128 characters, less room for the count.
    private const int LongestOriginalId = 120;

    public static DelayedCopy Of(ServiceBusReceivedMessage message)
    {
        var times = (message.ApplicationProperties.TryGetValue(TimesSetAsideProperty, out var before) ? (int)before : 0) + 1;
        var original = message.ApplicationProperties.TryGetValue(OriginalIdProperty, out var id) ? (string)id : message.MessageId;
        var stem = original.Length <= LongestOriginalId
            ? original
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)));
        var copy = new ServiceBusMessage(message) { MessageId = string.Create(CultureInfo.InvariantCulture, $"{stem}~{times}") };
        copy.ApplicationProperties[TimesSetAsideProperty] = times;
        copy.ApplicationProperties[OriginalIdProperty] = original;
        return new DelayedCopy(copy, times);
    }
}
