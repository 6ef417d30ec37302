namespace Serverless.Tests.Local.Api;

/// <summary>Names of types as the listings write them: <c>Namespace.Outer.Inner&lt;System.String&gt;</c>.</summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        // Reflection hands all type arguments, also those of the outer types, to the innermost type.
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var names = Outermost(type).Select(t => Arity(t) is { } own
            ? $"{t.Name.Split('`')[0]}<{string.Join(", ", Enumerable.Range(0, own).Select(_ => Of(arguments.Dequeue())))}>"
            : t.Name);
        var name = string.Join('.', names);
        return type.Namespace is null ? name : $"{type.Namespace}.{name}";
    }

    private static IEnumerable<Type> Outermost(Type type) =>
        type.DeclaringType is { } outer ? [.. Outermost(outer), type] : [type];

    private static int? Arity(Type type) =>
        type.Name.Split('`') is [_, var arity] ? int.Parse(arity) : null;
}
