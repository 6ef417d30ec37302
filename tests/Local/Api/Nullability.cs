using System.Reflection;

namespace Serverless.Tests.Local.Api;

/// <summary>
/// What may be null, at the outermost level: <c> |name,return</c> for parameters and result, <c> |value</c> for a property.
/// Empty where nothing may. A type parameter without constraint may be null.
/// </summary>
internal static class Nullability
{
    public static string Of(MethodBase method)
    {
        var context = new NullabilityInfoContext();
        var nullable = method.GetParameters()
            .Where(p => MayBeNull(context.Create(p)))
            .Select(p => p.Name!);
        var result = method is MethodInfo { ReturnParameter: var returned } && MayBeNull(context.Create(returned));
        return Suffix(result ? nullable.Append("return") : nullable);
    }

    public static string Of(PropertyInfo property) =>
        Suffix(MayBeNull(new NullabilityInfoContext().Create(property)) ? ["value"] : []);

    // Nullable<T> shows in the type already.
    private static bool MayBeNull(NullabilityInfo info) =>
        !info.Type.IsValueType
        && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable);

    private static string Suffix(IEnumerable<string> names)
    {
        var list = string.Join(',', names);
        return list.Length == 0 ? "" : $" |{list}";
    }
}
