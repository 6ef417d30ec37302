using System.Reflection;

namespace Serverless.Tests.Local.Api;

/// <summary>What type arguments must be: <c> where T : class, System.IDisposable</c>.</summary>
internal static class Constraints
{
    public static string Of(IEnumerable<Type> arguments) =>
        string.Concat(arguments.Where(a => a.IsGenericParameter).Select(Of));

    private static string Of(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> parts = [];
        if (isStruct)
        {
            parts.Add("struct");
        }
        else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        parts.AddRange(parameter.GetGenericParameterConstraints().Where(t => t != typeof(ValueType)).Select(TypeName.Of));
        if (!isStruct && flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            parts.Add("new()");
        }

        return parts is [] ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }
}
