namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function under a name that is unique, ignoring case, in the app.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
