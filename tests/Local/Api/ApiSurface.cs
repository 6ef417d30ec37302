using System.Reflection;

namespace Serverless.Tests.Local.Api;

/// <summary>
/// Everything of an assembly that another one can see, one line per type and member, in the format of the listings:
/// a letter (T type, C constructor, M method, P property, E event, F field, A attribute), the signature with all names and
/// defaults, modifiers in brackets and, after a bar, what may be null.
/// </summary>
internal static class ApiSurface
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        [.. assembly.GetTypes().Where(IsVisible).SelectMany(Of)];

    public static IEnumerable<string> Of(Type type)
    {
        yield return TypeLine.Of(type);
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            yield break;
        }

        foreach (var usage in type.GetCustomAttributesData().Where(a => a.AttributeType == typeof(AttributeUsageAttribute)))
        {
            yield return $"A:{TypeName.Of(type)} [{AttributeText.Of(usage)}]";
        }

        foreach (var member in type.GetMembers(Declared).Where(m => m is not Type))
        {
            if (MemberLine.Of(member) is { } line)
            {
                yield return line;
            }
        }
    }

    private static bool IsVisible(Type type) =>
        type.DeclaringType is { } outer
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(outer)
            : type.IsPublic;
}
