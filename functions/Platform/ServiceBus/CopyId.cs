using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>
/// Ids of copies. Each begins with the id under which the message first came in, then says in which of its lives it is: duplicate
/// detection would drop the first copy of a second life in silence, if it were called as the first one of the life before.
/// </summary>
internal static class CopyId
{
    // https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas: 128 characters, less room for both counts.
    private const int LongestOriginal = 104;

    /// <summary>The id under which the message first came in.</summary>
    public static string Original(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(DelayedCopy.OriginalIdProperty, out var id) && id is string original ? original : message.MessageId;

    /// <param name="timesRedriven">0 for the first life.</param>
    public static string OfLife(string original, int timesRedriven)
    {
        var stem = original.Length <= LongestOriginal
            ? original
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)));
        return timesRedriven == 0 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}~r{timesRedriven}");
    }
}
