using System.Reflection;

namespace Serverless.Tests.Local.Api;

/// <summary>Who can call a member, and how it relates to base and derived types.</summary>
internal static class Modifiers
{
    /// <summary>
    /// The words in brackets; null for what nobody outside can call. A hidden abstract member is not null: outsiders
    /// could not derive from its type.
    /// </summary>
    public static string? Of(MethodBase method)
    {
        var access = Access(method);
        if (access is null && !method.IsAbstract)
        {
            return null;
        }

        return string.Join(' ', [access ?? "hidden", .. Inheritance(method)]);
    }

    /// <summary>public, protected or protected internal; null for what nobody outside can call.</summary>
    public static string? Access(MethodBase method) => Reach(method) switch
    {
        3 => "public",
        2 => "protected internal",
        1 => "protected",
        _ => null,
    };

    /// <summary>How many may call it, for comparing accessors: 0 nobody outside, 3 everybody.</summary>
    public static int Reach(MethodBase method) =>
        method.IsPublic ? 3 : method.IsFamilyOrAssembly ? 2 : method.IsFamily ? 1 : 0;

    private static IEnumerable<string> Inheritance(MethodBase method)
    {
        if (method.IsStatic)
        {
            return method.IsAbstract ? ["static", "abstract"] : ["static"];
        }

        // Members of interfaces are abstract without saying so; one with a body says virtual.
        if (!method.IsVirtual || (method.DeclaringType!.IsInterface && method.IsAbstract))
        {
            return [];
        }

        var overrides = method is MethodInfo m && m.GetBaseDefinition() != m;
        return (method.IsAbstract, overrides, method.IsFinal) switch
        {
            (true, true, _) => ["abstract", "override"],
            (true, false, _) => ["abstract"],
            (false, true, true) => ["sealed", "override"],
            (false, true, false) => ["override"],
            (false, false, false) => ["virtual"],
            // The runtime's mark of a plain method that implements an interface.
            (false, false, true) => [],
        };
    }
}
