using System.Reflection;
using System.Runtime.CompilerServices;

namespace Serverless.Tests.Local.Api;

/// <summary>The line of a member, or null if it cannot be seen from outside the assembly.</summary>
internal static class MemberLine
{
    public static string? Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => Of(constructor),
        // Accessors appear with their property or event; operators are methods with a special name, too.
        MethodInfo { IsSpecialName: true } method when !method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
        MethodInfo method => Of(method),
        PropertyInfo property => Of(property),
        EventInfo @event => Of(@event),
        FieldInfo field => Of(field),
        _ => throw new ArgumentException($"No line is known for {member.GetType().Name} {member.Name}.", nameof(member)),
    };

    private static string? Of(ConstructorInfo constructor) =>
        Modifiers.Of(constructor) is { } modifiers
            ? $"C:{TypeName.Of(constructor.DeclaringType!)}({Parameters.Of(constructor)}) [{modifiers}]"
                + Nullability.Of(constructor)
            : null;

    private static string? Of(MethodInfo method)
    {
        if (Modifiers.Of(method) is not { } modifiers)
        {
            return null;
        }

        var generic = method.GetGenericArguments();
        var typeParameters = generic is [] ? "" : $"<{string.Join(", ", generic.Select(TypeName.Of))}>";
        return $"M:{FullName(method)}{typeParameters}({Parameters.Of(method)}) -> {ReturnType(method)}"
            + $"{Constraints.Of(generic)} [{modifiers}]{Nullability.Of(method)}";
    }

    private static string? Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true);
        var widest = accessors.MaxBy(a => Modifiers.Reach(a))!;
        if (Modifiers.Of(widest) is not { } modifiers)
        {
            return null;
        }

        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? " required" : "";
        var index = property.GetIndexParameters() is [] ? "" : $"[{Parameters.Of(property.GetIndexParameters())}]";
        return $"P:{FullName(property)}{index} -> {TypeName.Of(property.PropertyType)}"
            + $" {{ {string.Join(" ", accessors.OrderBy(a => a != property.GetMethod).SelectMany(Accessor))} }}"
            + $" [{modifiers}{required}]{Nullability.Of(property)}";

        IEnumerable<string> Accessor(MethodInfo accessor)
        {
            if (Modifiers.Access(accessor) is not { } access)
            {
                return [];
            }

            var narrower = Modifiers.Reach(accessor) < Modifiers.Reach(widest) ? $"{access} " : "";
            var kind = accessor == property.GetMethod ? "get" : IsInit(accessor) ? "init" : "set";
            return [$"{narrower}{kind};"];
        }
    }

    private static string? Of(EventInfo @event) =>
        Modifiers.Of(@event.AddMethod!) is { } modifiers
            ? $"E:{FullName(@event)} -> {TypeName.Of(@event.EventHandlerType!)} [{modifiers}]"
            : null;

    private static string? Of(FieldInfo field)
    {
        if (field.IsSpecialName || !(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            return null;
        }

        if (field.DeclaringType!.IsEnum)
        {
            return $"F:{FullName(field)} = {field.GetRawConstantValue()}";
        }

        var access = field.IsPublic ? "public" : field.IsFamily ? "protected" : "protected internal";
        var rest = field switch
        {
            { IsLiteral: true } => " const",
            { IsStatic: true, IsInitOnly: true } => " static readonly",
            { IsStatic: true } => " static",
            { IsInitOnly: true } => " readonly",
            _ => "",
        };
        var value = field.IsLiteral ? $" = {ConstantText.Of(field.GetRawConstantValue(), field.FieldType)}" : "";
        return $"F:{FullName(field)} -> {TypeName.Of(field.FieldType)}{value} [{access}{rest}]";
    }

    private static string FullName(MemberInfo member) => $"{TypeName.Of(member.DeclaringType!)}.{member.Name}";

    private static string ReturnType(MethodInfo method) =>
        (method.ReturnType.IsByRef ? "ref " : "") + TypeName.Of(method.ReturnType);

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
