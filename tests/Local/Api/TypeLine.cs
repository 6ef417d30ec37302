using System.Reflection;
using System.Runtime.CompilerServices;

namespace Serverless.Tests.Local.Api;

/// <summary>The line of a type: what it derives from, what it implements, what kind of type it is.</summary>
internal static class TypeLine
{
    public static string Of(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"T:{TypeName.Of(type)}({Parameters.Of(invoke)}) -> {TypeName.Of(invoke.ReturnType)}"
                + $"{Constraints.Of(type.GetGenericArguments())} [delegate]{Nullability.Of(invoke)}";
        }

        string[] bases = [.. Base(type), .. Interfaces(type)];
        var derives = bases is [] ? "" : $" : {string.Join(", ", bases)}";
        return $"T:{TypeName.Of(type)}{derives}{Constraints.Of(type.GetGenericArguments())} [{Kind(type)}]";
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsByRefLike: true } => "ref struct",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Base(Type type)
    {
        if (type.IsEnum)
        {
            return [TypeName.Of(Enum.GetUnderlyingType(type))];
        }

        return type.IsValueType || type.BaseType is null || type.BaseType == typeof(object)
            ? []
            : [TypeName.Of(type.BaseType)];
    }

    // Only what the type itself adds: not what its base implements, nor what another of its interfaces implies.
    private static IEnumerable<string> Interfaces(Type type)
    {
        if (type.IsEnum)
        {
            return [];
        }

        var all = type.GetInterfaces();
        var implied = all.SelectMany(i => i.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        return all.Where(i => i.IsVisible && !implied.Contains(i)).Select(TypeName.Of).Order(StringComparer.Ordinal);
    }
}
