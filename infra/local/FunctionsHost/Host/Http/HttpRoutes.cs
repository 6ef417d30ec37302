using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Local.FunctionsHost;

/// <param name="Values">Route values by name, ignoring case.</param>
internal sealed record HttpRoute(FunctionDescriptor Function, IReadOnlyDictionary<string, object?> Values);

/// <summary>
/// Routes in the alphabetical order of function names; the first whose template, constraints and verb fit wins.
/// Endpoint routing would pick by specificity and answer 405 to a wrong verb; the Functions host does neither.
/// </summary>
internal sealed class HttpRoutes
{
    private readonly List<Entry> entries = [];

    /// <param name="problems">Receives templates that are not valid and functions that share one.</param>
    public HttpRoutes(FunctionCatalog functions, string prefix, StartProblems problems)
    {
        var constraints = new DefaultInlineConstraintResolver(
            Options.Create(new RouteOptions()), new ServiceCollection().BuildServiceProvider());
        foreach (var function in functions.All)
        {
            if (function.Trigger is HttpTrigger trigger && problems.Collect(() => Entry.For(function, trigger, prefix, constraints)) is { } entry)
            {
                entries.Add(entry);
            }
        }

        foreach (var (one, other) in entries.SelectMany((one, i) => entries.Skip(i + 1).Where(one.Overlaps).Select(other => (one, other))))
        {
            problems.Add($"Functions '{one.Function.Name}' and '{other.Function.Name}' share the route '{one.Template}'.");
        }
    }

    public HttpRoute? Match(HttpRequest request)
    {
        foreach (var entry in entries)
        {
            var values = new RouteValueDictionary();
            if (entry.Matches(request, values))
            {
                return new HttpRoute(entry.Function, values);
            }
        }

        return null;
    }

    private sealed class Entry(
        FunctionDescriptor function,
        IReadOnlyList<string> methods,
        string template,
        TemplateMatcher matcher,
        List<(string Name, IRouteConstraint Constraint)> constraints)
    {
        public FunctionDescriptor Function => function;

        public string Template => template;

        public static Entry For(FunctionDescriptor function, HttpTrigger trigger, string prefix, DefaultInlineConstraintResolver resolver)
        {
            var text = prefix.Length == 0 ? trigger.Route : $"{prefix}/{trigger.Route}";
            try
            {
                var parsed = TemplateParser.Parse(text);
                var constraints = parsed.Parameters
                    .SelectMany(parameter => parameter.InlineConstraints.Select(inline => (parameter.Name!, Resolve(inline.Constraint))))
                    .ToList();
                return new Entry(function, trigger.Methods, text, new TemplateMatcher(parsed, []), constraints);
            }
            catch (ArgumentException wrong)
            {
                throw new HostStartException($"Function '{function.Name}': the route '{text}' is not valid: {wrong.Message}");
            }

            IRouteConstraint Resolve(string constraint) => resolver.ResolveConstraint(constraint)
                ?? throw new HostStartException($"Function '{function.Name}': the route '{text}' names an unknown constraint '{constraint}'.");
        }

        public bool Matches(HttpRequest request, RouteValueDictionary values) =>
            (methods.Count == 0 || methods.Contains(request.Method))
            && matcher.TryMatch(request.Path, values)
            && constraints.TrueForAll(rule =>
                rule.Constraint.Match(request.HttpContext, null, rule.Name, values, RouteDirection.IncomingRequest));

        public bool Overlaps(Entry other) =>
            template.Equals(other.Template, StringComparison.OrdinalIgnoreCase)
            && (methods.Count == 0 || other.Methods.Count == 0 || methods.Intersect(other.Methods).Any());

        private IReadOnlyList<string> Methods => methods;
    }
}
