using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Support.Bicep;

/// <summary>
/// Finds in templates what Bicep would refuse or warn of, as far as we use it, and what we do not want: keys, secrets in the open,
/// names by chance.
/// </summary>
/// <param name="texts">Files by their name relative to the root: the templates and their parameters.</param>
internal sealed partial class BicepFaults(IReadOnlyDictionary<string, string> texts)
{
    private const string Main = "infra/main.bicep";
    private const string Parameters = "infra/main.parameters.json";

    private readonly List<string> faults = [];
    private readonly Dictionary<string, BicepFile> files = [];

    public static IReadOnlyList<string> In(IReadOnlyDictionary<string, string> texts) => new BicepFaults(texts).Find();

    private List<string> Find()
    {
        foreach (var (name, text) in texts.Where(pair => pair.Key.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            try
            {
                files[name] = BicepParser.Parse(name, text);
            }
            catch (FormatException wrong)
            {
                faults.Add(wrong.Message);
            }
        }

        foreach (var file in files.Values)
        {
            FindNames(file);
            FindModules(file);
            FindResources(file);
            FindReads(file);
            FindKeys(file);
            FindSecrets(file);
        }

        FindParameters();
        return faults;
    }

    private void Fault(BicepFile file, int line, string what) => faults.Add($"{file.Name}({line}): {what}");

    private void FindNames(BicepFile file)
    {
        var declared = file.Declarations.Where(declaration => declaration.Kind is not (BicepKind.Output or BicepKind.TargetScope)).ToList();
        foreach (var twice in declared.GroupBy(declaration => declaration.Name).Where(group => group.Count() > 1))
        {
            Fault(file, twice.Last().Line, $"'{twice.Key}' is declared twice");
        }

        var used = new HashSet<string>();
        foreach (var declaration in file.Declarations)
        {
            var local = declaration.Expressions
                .SelectMany(expression => expression switch { BicepFor loop => loop.Names, BicepLambda lambda => lambda.Names, _ => [] })
                .ToHashSet();
            foreach (var name in declaration.Expressions.OfType<BicepName>().Where(name => !local.Contains(name.Name)))
            {
                used.Add(name.Name);
                if (!declared.Exists(other => other.Name == name.Name))
                {
                    Fault(file, name.Line, $"nothing is called '{name.Name}'");
                }
            }

            foreach (var call in declaration.Expressions.OfType<BicepCall>()
                .Where(call => call.Of is null && !KnownAzure.Functions.Contains(call.Function)))
            {
                Fault(file, call.Line, $"no function is called '{call.Function}'");
            }
        }

        foreach (var idle in declared.Where(declaration => !used.Contains(declaration.Name)
            && (declaration.Kind is BicepKind.Param or BicepKind.Var || declaration.IsExisting)))
        {
            Fault(file, idle.Line, $"'{idle.Name}' is not used");
        }
    }

    private void FindModules(BicepFile file)
    {
        foreach (var call in file.Of(BicepKind.Module))
        {
            if (ModuleOf(file, call) is not { } module)
            {
                Fault(file, call.Line, $"there is no '{call.Type}'");
                continue;
            }

            var given = (call.Body?["params"] as BicepObject)?.Properties.Select(property => property.Key.Plain!).ToList() ?? [];
            var taken = module.Of(BicepKind.Param).ToList();
            foreach (var name in given.Where(name => !taken.Exists(param => param.Name == name)))
            {
                Fault(file, call.Line, $"{call.Type} takes no '{name}'");
            }

            foreach (var param in taken.Where(param => param.Value is null && !given.Contains(param.Name)))
            {
                Fault(file, call.Line, $"{call.Type} is not given '{param.Name}'");
            }

            foreach (var output in file.Declarations.SelectMany(declaration => declaration.Expressions).OfType<BicepMember>()
                .Where(member => member.Of is BicepMember { Name: "outputs", Of: BicepName of } && of.Name == call.Name)
                .Where(member => !module.Of(BicepKind.Output).Any(output => output.Name == member.Name)))
            {
                Fault(file, output.Line, $"{call.Type} has no output '{output.Name}'");
            }
        }
    }

    private void FindResources(BicepFile file)
    {
        foreach (var resource in file.Of(BicepKind.Resource))
        {
            if (!KnownAzure.TakesTags.TryGetValue(resource.Type, out var takesTags))
            {
                Fault(file, resource.Line, $"'{resource.Type}' is no known resource type and version");
            }

            if (resource.IsExisting || resource.Body is not { } body)
            {
                continue;
            }

            foreach (var (path, line) in PropertyPaths(body).Where(used => !KnownAzure.Has(resource.Type, used.Path)))
            {
                Fault(file, line, $"{resource.Type} has no '{path}' that is known here");
            }

            if (takesTags && body["tags"]?.All.OfType<BicepName>().Any(name => name.Name == "tags") != true)
            {
                Fault(file, resource.Line, $"'{resource.Name}' has no tags");
            }

            if (resource.Type.Contains("oleAssignments@", StringComparison.Ordinal))
            {
                FindRole(file, resource, body);
            }

            foreach (var (type, path, value) in KnownAzure.Demanded.Where(demand => demand.Type == resource.Type.Split('@')[0]))
            {
                if (!Equals(body.At(path) switch { BicepLiteral literal => literal.Value, BicepText text => text.Plain, _ => null }, value))
                {
                    Fault(file, resource.Line, $"{path} of '{resource.Name}' has to be {value}");
                }
            }
        }
    }

    /// <summary>
    /// Paths of all properties that are written in a resource, such as <c>properties.sku.name</c>; elements of a list count as the
    /// list's, keys that only a deployment knows are <c>*</c>. What Bicep itself reads, and tags, are left out.
    /// </summary>
    public static IEnumerable<(string Path, int Line)> PropertyPaths(BicepExpression value, string within = "") => value switch
    {
        BicepObject holder => holder.Properties
            .Where(property => within.Length > 0 || property.Key.Plain is not ("parent" or "scope" or "dependsOn" or "tags"))
            .SelectMany(property => PropertyPaths(property.Value, $"{within}{property.Key.Plain ?? "*"}.")
                .Prepend(($"{within}{property.Key.Plain ?? "*"}", property.Key.Line))),
        BicepArray or BicepIf or BicepOperation or BicepLambda => value.Parts.SelectMany(part => PropertyPaths(part, within)),
        BicepCall { Function: "union" or "map" } call => call.Arguments.SelectMany(argument => PropertyPaths(argument, within)),
        _ => [],
    };

    private void FindReads(BicepFile file)
    {
        foreach (var (line, path, of) in file.Declarations.SelectMany(declaration => declaration.Expressions).OfType<BicepMember>()
            .Select(member => (member.Line, PathOf(member), Root(member))))
        {
            if (file.Of(BicepKind.Resource).FirstOrDefault(resource => resource.Name == of) is { } resource
                && path != "id" && path != "name" && !KnownAzure.Has(resource.Type, path))
            {
                Fault(file, line, $"{resource.Type} has no '{path}' that is known here");
            }
        }

        static string PathOf(BicepMember member) => member.Of is BicepMember of ? $"{PathOf(of)}.{member.Name}" : member.Name;
        static string? Root(BicepExpression of) => of is BicepMember member ? Root(member.Of) : (of as BicepName)?.Name;
    }

    /// <summary>The name of an assignment must be the same each time, and say for what, for whom and which.</summary>
    private void FindRole(BicepFile file, BicepDeclaration resource, BicepObject body)
    {
        if (body["name"] is not BicepCall { Function: "guid", Arguments: [BicepMember { Name: "id" }, _, BicepName role] })
        {
            Fault(file, resource.Line, $"name of '{resource.Name}' has to be guid(<what>.id, <who>, <role>)");
            return;
        }

        if (file.Of(BicepKind.Var).FirstOrDefault(var => var.Name == role.Name)?.Value is not BicepText { Plain: { } id }
            || KnownAzure.Roles.GetValueOrDefault(role.Name) != id)
        {
            Fault(file, resource.Line, $"'{role.Name}' is not the id of a role of that name");
        }

        if (body.At("properties.roleDefinitionId")?.All.OfType<BicepName>().Any(name => name.Name == role.Name) != true)
        {
            Fault(file, resource.Line, $"'{resource.Name}' gives another role than its name says");
        }
    }

    private void FindKeys(BicepFile file)
    {
        foreach (var expression in file.Declarations.SelectMany(declaration => declaration.Expressions))
        {
            if (expression is BicepCall call && call.Function.StartsWith("list", StringComparison.Ordinal))
            {
                Fault(file, call.Line, $"'{call.Function}' reads a key; the app has an identity");
            }

            if (expression is BicepText text && Key().Match(string.Concat(text.Pieces.OfType<string>())) is { Success: true } key)
            {
                Fault(file, text.Line, $"'{key.Value}' is part of a connection string; the app has an identity");
            }

            if (expression is BicepCall { Function: "newGuid" or "utcNow" } chance
                && !file.Of(BicepKind.Param).Any(param => param.Expressions.Contains(chance)))
            {
                Fault(file, chance.Line, $"'{chance.Function}' differs each time");
            }
        }
    }

    /// <summary>A secret goes into a vault, or on to a parameter that is secret, and nowhere else.</summary>
    private void FindSecrets(BicepFile file)
    {
        foreach (var param in file.Of(BicepKind.Param).Where(param => !param.IsSecure && Secret().IsMatch(param.Name)))
        {
            Fault(file, param.Line, $"'{param.Name}' is a secret and not @secure()");
        }

        foreach (var secret in file.Of(BicepKind.Param).Where(param => param.IsSecure))
        {
            foreach (var output in file.Of(BicepKind.Output).Where(output => Names(output.Value!, secret.Name)))
            {
                Fault(file, output.Line, $"output '{output.Name}' tells the secret '{secret.Name}'");
            }

            foreach (var (declaration, place) in file.Declarations
                .SelectMany(declaration => Places(declaration, secret.Name).Select(place => (declaration, place)))
                .Where(found => !IsKept(file, found.declaration, found.place.Plain!)))
            {
                Fault(file, place.Line, $"'{place.Plain}' of '{declaration.Name}' shows the secret '{secret.Name}'");
            }
        }
    }

    /// <summary>Keys of the properties that are given a value with this name in it.</summary>
    private static IEnumerable<BicepText> Places(BicepDeclaration declaration, string name) => declaration.Expressions.OfType<BicepObject>()
        .SelectMany(holder => holder.Properties)
        .Where(property => property.Value is not BicepObject && Names(property.Value, name))
        .Select(property => property.Key);

    private bool IsKept(BicepFile file, BicepDeclaration declaration, string property) => declaration.Kind switch
    {
        BicepKind.Resource => declaration.Type.StartsWith("Microsoft.KeyVault/vaults/secrets@", StringComparison.Ordinal),
        BicepKind.Module => ModuleOf(file, declaration)?.Of(BicepKind.Param).Any(param => param.Name == property && param.IsSecure) == true,
        _ => false,
    };

    private BicepFile? ModuleOf(BicepFile file, BicepDeclaration call) =>
        files.GetValueOrDefault($"{Path.GetDirectoryName(file.Name)!.Replace('\\', '/')}/{call.Type}");

    private static bool Names(BicepExpression expression, string name) => expression.All.OfType<BicepName>().Any(used => used.Name == name);

    private void FindParameters()
    {
        if (!files.TryGetValue(Main, out var main))
        {
            return;
        }

        var given = JsonElement.Parse(texts[Parameters]).GetProperty("parameters").EnumerateObject()
            .Select(parameter => parameter.Name).ToList();
        var taken = main.Of(BicepKind.Param).Select(param => param.Name).ToList();
        faults.AddRange(given.Except(taken).Select(name => $"{Parameters}: {Main} takes no '{name}'"));
        faults.AddRange(taken.Except(given).Select(name => $"{Parameters}: '{name}' of {Main} cannot be set from the environment"));
    }

    [GeneratedRegex("AccountKey=|SharedAccessKey|InstrumentationKey=|DefaultEndpointsProtocol=", RegexOptions.IgnoreCase)]
    private static partial Regex Key();

    [GeneratedRegex("(?i)(secret|password|token|connectionString)(?!.*Reference$)")]
    private static partial Regex Secret();
}
