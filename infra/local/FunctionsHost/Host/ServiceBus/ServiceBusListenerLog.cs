using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace Local.FunctionsHost;

internal static partial class ServiceBusListenerLog
{
    [LoggerMessage(20, LogLevel.Warning, "Cannot receive from '{Queue}' ({Reason}), trying again: {Problem}")]
    public static partial void ReceiveFailed(this ILogger logger, string queue, ServiceBusFailureReason reason, string problem);

    [LoggerMessage(21, LogLevel.Warning, "A message of '{Queue}' could not be settled ({Reason}) and will be delivered again: {Problem}")]
    public static partial void SettlementFailed(this ILogger logger, string queue, ServiceBusFailureReason reason, string problem);

    [LoggerMessage(22, LogLevel.Warning, "The lock of a message of '{Queue}' could not be renewed ({Reason})")]
    public static partial void RenewalFailed(this ILogger logger, string queue, ServiceBusFailureReason reason);

    [LoggerMessage(23, LogLevel.Debug, "'{Queue}' may have {Limit} message(s) in work")]
    public static partial void ConcurrencyChanged(this ILogger logger, string queue, int limit);
}
