using System.Text.Json;
using System.Xml;
using Local.ServiceBus;

namespace Local.Stack;

/// <summary>
/// Microsoft's Service Bus emulator, which runs in Docker and speaks AMQP, as the real client does. It allows less than the service does
/// (learn.microsoft.com, "Service Bus emulator", quotas), so its file is not what is created in Azure.
/// </summary>
internal static class VendorsEmulator
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The longest time it remembers the id of a message.</summary>
    private static readonly TimeSpan LongestDuplicateWindow = TimeSpan.FromMinutes(5);

    /// <summary>The longest time that it keeps a message.</summary>
    private static readonly TimeSpan LongestTimeToLive = TimeSpan.FromHours(1);

    private const int MostDeliveries = 10;

    /// <summary>Its only namespace has this name.</summary>
    private const string Namespace = "sbemulatorns";

    public static string Config(IEnumerable<QueueDefinition> queues) => JsonSerializer.Serialize(
        new
        {
            UserConfig = new
            {
                Namespaces = new[] { new { Name = Namespace, Queues = queues.Select(Entry), Topics = Array.Empty<string>() } },
                Logging = new { Type = "Console" },
            },
        },
        Indented).ReplaceLineEndings("\n") + "\n";

    private static object Entry(QueueDefinition queue) => new
    {
        queue.Name,
        Properties = new
        {
            DeadLetteringOnMessageExpiration = queue.DeadLetterOnExpiration,
            DefaultMessageTimeToLive = Text(queue.DefaultTimeToLive, LongestTimeToLive),
            DuplicateDetectionHistoryTimeWindow = Text(queue.DuplicateDetectionWindow ?? LongestDuplicateWindow, LongestDuplicateWindow),
            ForwardDeadLetteredMessagesTo = "",
            ForwardTo = "",
            LockDuration = XmlConvert.ToString(queue.LockDuration),
            MaxDeliveryCount = Math.Min(queue.MaxDeliveryCount, MostDeliveries),
            RequiresDuplicateDetection = queue.DuplicateDetectionWindow is not null,
            RequiresSession = false,
        },
    };

    private static string Text(TimeSpan wanted, TimeSpan longest) => XmlConvert.ToString(wanted < longest ? wanted : longest);
}
