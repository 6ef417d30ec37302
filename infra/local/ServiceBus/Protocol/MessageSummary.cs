namespace Local.ServiceBus.Protocol;

/// <summary>What the broker reads of a message's content.</summary>
/// <param name="HeaderBytes">Size of everything before the body.</param>
/// <param name="LongestProperty">Size of the largest single property, in bytes.</param>
internal readonly record struct MessageSummary(
    string? MessageId, TimeSpan? TimeToLive, DateTimeOffset? ScheduledFor, int HeaderBytes, int LongestProperty);
