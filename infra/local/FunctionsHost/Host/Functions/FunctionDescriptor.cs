using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <summary>A function as its source declares it.</summary>
internal sealed class FunctionDescriptor : FunctionDefinition
{
    /// <exception cref="HostStartException">The local host cannot fill a parameter of the function.</exception>
    public FunctionDescriptor(string name, MethodInfo method, ParameterInfo triggerParameter, Trigger trigger, bool isDisabled)
    {
        Name = name;
        Id = name.ToUpperInvariant();
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        PathToAssembly = method.DeclaringType.Assembly.Location;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        IsDisabled = isDisabled;
        Executor = new FunctionExecutor(this);
    }

    public override string Name { get; }

    public override string Id { get; }

    public override string EntryPoint { get; }

    public override string PathToAssembly { get; }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public Trigger Trigger { get; }

    /// <summary>Its trigger does not start it; a person still can, through the admin endpoint.</summary>
    public bool IsDisabled { get; }

    public FunctionExecutor Executor { get; }
}
