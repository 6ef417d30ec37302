using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// All functions of an app, by name. As the real build does, it reads only what is written in source (constructor
/// arguments and named arguments of attributes), never what an attribute instance holds by default.
/// </summary>
internal sealed partial class FunctionCatalog
{
    public FunctionCatalog(IEnumerable<Type> types, IConfiguration settings)
    {
        var found = types
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Name: NameOf(method)))
            .Where(candidate => candidate.Name is not null)
            .Select(candidate => Describe(candidate.Name!, candidate.Method, settings))
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var twice = found.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new HostStartException(
                $"Function name '{twice.Key}' is used twice: {string.Join(" and ", twice.Select(function => function.EntryPoint))}.");
        }

        All = found;
    }

    /// <summary>Sorted by name, ignoring case: the order in which the real host maps routes.</summary>
    public IReadOnlyList<FunctionDescriptor> All { get; }

    private static string? NameOf(MethodInfo method) =>
        method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType == typeof(FunctionAttribute))
            ?.ConstructorArguments[0].Value as string;

    private static FunctionDescriptor Describe(string name, MethodInfo method, IConfiguration settings)
    {
        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.CustomAttributes.Select(attribute => (Parameter: parameter, Attribute: attribute)))
            .Where(binding => binding.Attribute.AttributeType.Namespace == typeof(FunctionAttribute).Namespace)
            .ToList();
        if (triggers is not [var (parameter, written)])
        {
            throw new HostStartException($"Function '{name}' must have exactly one trigger, it has {triggers.Count}.");
        }

        Trigger trigger = written.AttributeType == typeof(HttpTriggerAttribute) ? HttpTrigger.From(written, name)
            : written.AttributeType == typeof(ServiceBusTriggerAttribute) ? ServiceBusTrigger.From(written, text => Resolve(text, name, settings))
            : throw new HostStartException($"Function '{name}': the local host does not support {written.AttributeType.Name}.");
        return new FunctionDescriptor(name, method, parameter, trigger);
    }

    /// <summary>Replaces <c>%Setting%</c> by the value of that setting.</summary>
    private static string Resolve(string text, string function, IConfiguration settings) => SettingReference().Replace(text, match =>
        settings[match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]
        ?? throw new HostStartException($"Function '{function}': '%{match.Groups[1].Value}%' names a setting that does not exist."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingReference();
}
