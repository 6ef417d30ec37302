using System.Globalization;

namespace Serverless.Tests.Local.Api;

/// <summary>A constant as C# would write it.</summary>
internal static class ConstantText
{
    public static string Of(object? value, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => plain == type && type.IsValueType ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            _ when plain.IsEnum => EnumText(value, plain),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    /// <summary>A member of the enum, or several joined by a bar.</summary>
    private static string EnumText(object value, Type type)
    {
        var names = Enum.ToObject(type, value).ToString()!.Split(", ");
        return string.Join(" | ", names.Select(name => $"{TypeName.Of(type)}.{name}"));
    }
}
