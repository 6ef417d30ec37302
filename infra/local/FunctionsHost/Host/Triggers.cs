using System.Collections.ObjectModel;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <summary>What starts a function, as written in source.</summary>
internal abstract record Trigger
{
    /// <summary>One line for the person who starts the host.</summary>
    public abstract string Describe(Uri address, string routePrefix);
}

/// <param name="Methods">Verbs in upper case; empty means any.</param>
/// <param name="Route">Template below the prefix of host.json.</param>
internal sealed record HttpTrigger(AuthorizationLevel Level, IReadOnlyList<string> Methods, string Route) : Trigger
{
    public override string Describe(Uri address, string routePrefix) =>
        $"[{(Methods.Count == 0 ? "any" : string.Join(',', Methods))}] {new Uri(address, $"{routePrefix}/{Route}")}";

    public static HttpTrigger From(CustomAttributeData written, string function)
    {
        var level = AuthorizationLevel.Function;
        var methods = new List<string>();
        foreach (var argument in written.ConstructorArguments)
        {
            if (argument.ArgumentType == typeof(AuthorizationLevel))
            {
                level = (AuthorizationLevel)(int)argument.Value!;
            }
            else if (argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> verbs)
            {
                methods.AddRange(verbs.Select(verb => ((string)verb.Value!).ToUpperInvariant()));
            }
        }

        var route = (Written(written, nameof(HttpTriggerAttribute.Route)) as string ?? function).Trim('/');
        var first = route.Split('/')[0];
        return first.Equals("admin", StringComparison.OrdinalIgnoreCase) || first.Equals("runtime", StringComparison.OrdinalIgnoreCase)
            ? throw new HostStartException($"Function '{function}': the route '{route}' is reserved; it starts with '{first}'.")
            : new HttpTrigger(level, methods, route);
    }

    public static object? Written(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).FirstOrDefault();
}

/// <param name="Connection">Name of the setting or section that says where the broker is.</param>
/// <param name="AutoComplete">Null when not written: host.json decides.</param>
internal sealed record ServiceBusTrigger(string Queue, string Connection, bool? AutoComplete) : Trigger
{
    public override string Describe(Uri address, string routePrefix) => $"queue {Queue}";

    public static ServiceBusTrigger From(CustomAttributeData written, Func<string, string> resolve) => new(
        resolve((string)written.ConstructorArguments[0].Value!),
        resolve(HttpTrigger.Written(written, nameof(ServiceBusTriggerAttribute.Connection)) as string ?? "ServiceBus"),
        HttpTrigger.Written(written, nameof(ServiceBusTriggerAttribute.AutoCompleteMessages)) as bool?);
}
