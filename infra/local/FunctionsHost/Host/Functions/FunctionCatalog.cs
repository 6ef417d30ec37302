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
    /// <param name="loaded">The functions to load, or null for all.</param>
    /// <param name="problems">Receives what is wrong; the catalog holds the functions that are right.</param>
    public FunctionCatalog(IEnumerable<Type> types, IConfiguration settings, IReadOnlyList<string>? loaded, StartProblems problems)
    {
        var written = types
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => new { Method = method, Name = NameOf(method)! })
            .Where(function => function.Name is not null && loaded?.Contains(function.Name, StringComparer.OrdinalIgnoreCase) != false)
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        foreach (var twice in written.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            var entryPoints = twice.Select(function => $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}");
            problems.Add($"Function name '{twice.Key}' is used twice: {string.Join(" and ", entryPoints)}.");
        }

        All = [.. written.Select(function => problems.Collect(() => Describe(function.Name, function.Method, settings))).OfType<FunctionDescriptor>()];
    }

    /// <summary>Sorted by name, ignoring case: the order in which the real host maps routes.</summary>
    public IReadOnlyList<FunctionDescriptor> All { get; }

    /// <summary>The function of a name, ignoring case, or null.</summary>
    public FunctionDescriptor? Find(string name) =>
        All.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? NameOf(MethodInfo method) =>
        method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType == typeof(FunctionAttribute))
            ?.ConstructorArguments[0].Value as string;

    private static FunctionDescriptor Describe(string name, MethodInfo method, IConfiguration settings)
    {
        if (!ValidName().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            throw new HostStartException($"Function '{name}': a name is a letter and up to 127 letters, digits, '-' and '_', and not 'host'.");
        }

        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.CustomAttributes.Select(attribute => new { Parameter = parameter, Attribute = attribute }))
            .Where(binding => binding.Attribute.AttributeType.Namespace == typeof(FunctionAttribute).Namespace)
            .ToList();
        if (triggers is not [{ Parameter: var parameter, Attribute: var written }])
        {
            throw new HostStartException($"Function '{name}' must have exactly one trigger, it has {triggers.Count}.");
        }

        string Resolved(string text) => Resolve(text, name, settings);
        Trigger trigger = written.AttributeType == typeof(HttpTriggerAttribute) ? HttpTrigger.From(written, name)
            : written.AttributeType == typeof(ServiceBusTriggerAttribute) ? ServiceBusTrigger.From(written, Resolved)
            : written.AttributeType == typeof(TimerTriggerAttribute) ? TimerTrigger.From(written, name, Resolved)
            : throw new HostStartException($"Function '{name}': the local host does not support {written.AttributeType.Name}.");
        return new FunctionDescriptor(name, method, parameter, trigger, IsDisabled(name, settings));
    }

    /// <summary>Replaces <c>%Setting%</c> by the value of that setting.</summary>
    private static string Resolve(string text, string function, IConfiguration settings) => SettingReference().Replace(text, match =>
        settings[match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]
        ?? throw new HostStartException($"Function '{function}': '%{match.Groups[1].Value}%' names a setting that does not exist."));

    private static bool IsDisabled(string name, IConfiguration settings) =>
        (settings[$"AzureWebJobs.{name}.Disabled"] ?? settings[$"AzureWebJobs_{name}_Disabled"]) is { } said
        && (said == "1" || (bool.TryParse(said, out var disabled) && disabled));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingReference();

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,127}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
