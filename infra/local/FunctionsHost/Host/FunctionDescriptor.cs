using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <summary>A function as its source declares it.</summary>
internal sealed class FunctionDescriptor(string name, MethodInfo method, ParameterInfo triggerParameter, Trigger trigger) : FunctionDefinition
{
    public override string Name => name;

    public override string Id { get; } = name.ToUpperInvariant();

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string PathToAssembly { get; } = method.DeclaringType!.Assembly.Location;

    public MethodInfo Method => method;

    public ParameterInfo TriggerParameter => triggerParameter;

    public Trigger Trigger => trigger;
}
