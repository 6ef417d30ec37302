namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation: which function, with which input, under which trace, with which scope of services.</summary>
public abstract class FunctionContext
{
    public abstract string InvocationId { get; }

    public abstract string FunctionId { get; }

    public abstract TraceContext TraceContext { get; }

    public abstract BindingContext BindingContext { get; }

    /// <summary>The services of this invocation; their scope is opened on first use and closed after the answer.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    public abstract IDictionary<object, object> Items { get; set; }

    public abstract IInvocationFeatures Features { get; }

    /// <summary>Signalled when the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; }
}

public abstract class TraceContext
{
    /// <summary>W3C trace context, see https://www.w3.org/TR/trace-context/.</summary>
    public abstract string TraceParent { get; }

    public abstract string TraceState { get; }
}

public abstract class BindingContext
{
    /// <summary>What the trigger knows beside its main value: route values, message properties. Keys ignore case.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

public abstract class FunctionDefinition
{
    public abstract string PathToAssembly { get; }

    /// <summary>Namespace, type and method, joined by dots.</summary>
    public abstract string EntryPoint { get; }

    public abstract string Id { get; }

    public abstract string Name { get; }
}

public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T instance);

    T? Get<T>();
}
