using System.Reflection;
using System.Runtime.CompilerServices;

namespace Serverless.Tests.Local.Api;

/// <summary>A parameter list: modifier, type, name and default of each.</summary>
internal static class Parameters
{
    public static string Of(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extends + Of(method.GetParameters());
    }

    public static string Of(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(Of));

    private static string Of(ParameterInfo parameter) =>
        $"{Modifier(parameter)}{TypeName.Of(parameter.ParameterType)} {parameter.Name}{Default(parameter)}";

    private static string Modifier(ParameterInfo parameter) => parameter switch
    {
        { IsOut: true, ParameterType.IsByRef: true } => "out ",
        { IsIn: true, ParameterType.IsByRef: true } => "in ",
        { ParameterType.IsByRef: true } => "ref ",
        _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
        _ when parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
        _ => "",
    };

    private static string Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? $" = {ConstantText.Of(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
}
