using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Starts a function by a message of a queue. The host reads what is written in source, not this instance:
/// <see cref="AutoCompleteMessages"/> that is not written means what host.json says, by default true.
/// </summary>
public sealed class ServiceBusTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
{
    public ServiceBusTriggerAttribute(string queueName)
    {
        QueueName = queueName;
    }

    /// <summary>Name of a queue, or <c>%Setting%</c> that holds it.</summary>
    public string? QueueName { get; }

    /// <summary>Name of the setting or section that says where the broker is.</summary>
    public string? Connection { get; set; }

    public bool AutoCompleteMessages { get; set; }

    Cardinality ISupportCardinality.Cardinality { get; set; } = Cardinality.One;
}
