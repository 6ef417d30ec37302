using System.Collections.ObjectModel;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <param name="Methods">Verbs in upper case; empty means any.</param>
/// <param name="Route">Template below the prefix of host.json.</param>
internal sealed record HttpTrigger(AuthorizationLevel Level, IReadOnlyList<string> Methods, string Route) : Trigger
{
    public override string Type => "httpTrigger";

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
}
