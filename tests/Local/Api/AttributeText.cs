using System.Reflection;

namespace Serverless.Tests.Local.Api;

/// <summary>An attribute as its source wrote it: the arguments that were given, and no others.</summary>
internal static class AttributeText
{
    public static string Of(CustomAttributeData attribute)
    {
        var positional = attribute.ConstructorArguments.Select(Value);
        var named = attribute.NamedArguments.Select(a => $"{a.MemberName} = {Value(a.TypedValue)}");
        return $"{TypeName.Of(attribute.AttributeType)}({string.Join(", ", positional.Concat(named))})";
    }

    private static string Value(CustomAttributeTypedArgument argument) =>
        ConstantText.Of(argument.Value, argument.ArgumentType);
}
