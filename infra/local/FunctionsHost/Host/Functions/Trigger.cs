using System.Reflection;

namespace Local.FunctionsHost;

/// <summary>What starts a function, as written in source.</summary>
internal abstract record Trigger
{
    /// <summary>The name that the real host gives to bindings of this kind.</summary>
    public abstract string Type { get; }

    /// <summary>One line for the person who starts the host.</summary>
    public abstract string Describe(Uri address, string routePrefix);

    /// <summary>The value of a named argument, or null when it is not written.</summary>
    protected static object? Written(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).FirstOrDefault();
}
