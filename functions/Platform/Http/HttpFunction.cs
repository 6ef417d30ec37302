using System.Collections.ObjectModel;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Platform.Http;

/// <summary>An HTTP function as its source declares it.</summary>
/// <param name="Level">The key that the Functions host asks for before it calls the function.</param>
/// <param name="Verbs">In upper case.</param>
/// <param name="Route">Without the prefix <c>/api</c>.</param>
public sealed record HttpFunction(string Name, MethodInfo Method, AuthorizationLevel Level, IReadOnlyList<string> Verbs, string Route)
{
    /// <summary>As the worker names it: namespace, type and method.</summary>
    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    /// <summary>
    /// Whether a path, without the prefix, is one of this route; a parameter stands for one segment. What serves every path serves
    /// none here.
    /// </summary>
    public bool Serves(string path)
    {
        var (wanted, given) = (Route.Split('/'), path.Trim('/').Split('/'));
        return wanted.Length == given.Length
            && wanted.Zip(given).All(part => IsParameter(part.First) ? part.Second.Length > 0 : Equal(part.First, part.Second));

        static bool Equal(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

        static bool IsParameter(string segment) => segment.StartsWith('{') && !segment.StartsWith("{*", StringComparison.Ordinal);
    }

    /// <summary>
    /// The function that a method is, or null. What is not written in the attribute has the default of the host, which the
    /// attribute's own properties do not tell.
    /// </summary>
    internal static HttpFunction? Of(MethodInfo method)
    {
        var trigger = method.GetParameters()
            .SelectMany(parameter => parameter.CustomAttributes)
            .FirstOrDefault(attribute => attribute.AttributeType == typeof(HttpTriggerAttribute));
        if (trigger is null || method.GetCustomAttribute<FunctionAttribute>() is not { } function)
        {
            return null;
        }

        var written = trigger.ConstructorArguments;
        return new HttpFunction(
            function.Name,
            method,
            written.Where(argument => argument.ArgumentType == typeof(AuthorizationLevel))
                .Select(argument => (AuthorizationLevel)(int)argument.Value!).FirstOrDefault(AuthorizationLevel.Function),
            [.. written.Select(argument => argument.Value).OfType<ReadOnlyCollection<CustomAttributeTypedArgument>>()
                .SelectMany(verbs => verbs).Select(verb => ((string)verb.Value!).ToUpperInvariant())],
            (trigger.NamedArguments.FirstOrDefault(argument => argument.MemberName == nameof(HttpTriggerAttribute.Route)).TypedValue.Value as string
                ?? function.Name).Trim('/'));
    }
}
