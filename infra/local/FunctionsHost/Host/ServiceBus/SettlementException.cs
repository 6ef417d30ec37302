using Azure.Messaging.ServiceBus;

namespace Local.FunctionsHost;

/// <summary>Stands where the real worker has an RPC error: code that waits for a <see cref="ServiceBusException"/> waits in vain there too.</summary>
internal sealed class SettlementException(string message, Exception? cause) : Exception(message, cause);
