using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <param name="Connection">Name of the setting or section that says where the broker is.</param>
/// <param name="AutoComplete">Null when not written: host.json decides.</param>
internal sealed record ServiceBusTrigger(string Queue, string Connection, bool? AutoComplete) : Trigger
{
    public override string Type => "serviceBusTrigger";

    public override string Describe(Uri address, string routePrefix) => $"queue {Queue}";

    public static ServiceBusTrigger From(CustomAttributeData written, Func<string, string> resolve) => new(
        resolve((string)written.ConstructorArguments[0].Value!),
        resolve(Written(written, nameof(ServiceBusTriggerAttribute.Connection)) as string ?? "ServiceBus"),
        Written(written, nameof(ServiceBusTriggerAttribute.AutoCompleteMessages)) as bool?);
}
