using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>A function that the real worker's build, or its host, would refuse.</summary>
/// <param name="Rule">
/// Id of the analyzer or generator that reports it (docs/analyzer-rules of Azure/azure-functions-dotnet-worker); <c>Executor</c> and
/// <c>Host</c> for what only fails, or is slow, when it runs.
/// </param>
internal sealed record Breach(string Rule, string Function, string Why)
{
    public override string ToString() => $"{Rule} {Function}: {Why}";
}

/// <summary>
/// What the analyzers and generators of Microsoft.Azure.Functions.Worker.Sdk demand of functions. They do not run where that package
/// cannot be restored, so this says the same of the compiled app. Attributes are known by their names, as the stand-ins have only those
/// that the app uses.
/// </summary>
internal static partial class WorkerRules
{
    private const string WebJobs = "Microsoft.Azure.WebJobs";

    private static readonly Type[] Results = [typeof(void), typeof(Task), typeof(ValueTask)];

    public static IEnumerable<Breach> Check(params IEnumerable<Type> types)
    {
        var functions = types.SelectMany(FunctionsOf).ToList();
        return functions.SelectMany(function => Check(function.Method, function.Name)).Concat(SameNames(functions));
    }

    public static IEnumerable<(MethodInfo Method, string Name)> FunctionsOf(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Select(method => (method, method.GetCustomAttribute<FunctionAttribute>()?.Name!))
        .Where(function => function.Item2 is not null);

    private static IEnumerable<Breach> SameNames(IEnumerable<(MethodInfo Method, string Name)> functions) => functions
        .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
        .Where(same => same.Count() > 1)
        .Select(same => new Breach("AZFW0017", same.Key, $"{same.Count()} functions have this name, and case does not count."));

    private static IEnumerable<Breach> Check(MethodInfo method, string name)
    {
        var parameters = method.GetParameters();
        IReadOnlyList<IList<CustomAttributeData>> places =
            [method.GetCustomAttributesData(), .. parameters.Select(parameter => parameter.GetCustomAttributesData())];
        var triggers = parameters.SelectMany(parameter => Triggers(parameter).Select(trigger => (parameter, trigger))).ToList();
        var outputs = ResultOf(method).GetProperties(BindingFlags.Public | BindingFlags.Instance);

        IEnumerable<(string Rule, bool IsBroken, string Why)> rules =
        [
            ("AZFW0001", places.Any(place => place.Any(IsOfWebJobs)), "an attribute is of the in-process model."),
            ("AZFW0002", IsAsyncVoid(method), "async void: nobody learns when it ends, or that it failed."),
            ("AZFW0005", places.Concat(outputs.Select(output => output.GetCustomAttributesData())).Any(place => place.Count(IsBinding) > 1),
                "one place has several binding attributes."),
            ("AZFW0007", outputs.Count(IsResponse) > 1, "its result holds several HTTP responses."),
            ("AZFW0008", triggers.Any(it => IsBatched(it.trigger) && !IsCollection(it.parameter.ParameterType)),
                "IsBatched without a collection to hold the batch."),
            ("AZFW0012", places[0].Any(IsRetry) && !triggers.Any(it => it.trigger.AttributeType == typeof(TimerTriggerAttribute)),
                "only timers are retried by the host; the queue redelivers, and whoever asks by HTTP asks again."),
            ("AZFW0013", triggers.Any(it => it.trigger.ConstructorArguments.Any(argument => argument.Value is null)), "an argument is null."),
            ("AZFW0016", outputs.Any(IsResponse) && !outputs.Any(output => output.GetCustomAttributesData().Any(IsHttpResult)),
                "of several outputs none says that it is the HTTP result."),
            ("Executor", !method.IsPublic || method.DeclaringType! is { IsPublic: false, IsNestedPublic: false }, "not public: the generated executor cannot call it."),
            ("Executor", method.ContainsGenericParameters || parameters.Any(parameter => parameter.ParameterType.IsByRef),
                "generic, or with a parameter by reference: the generated executor cannot call it."),
            ("Host", triggers.Count != 1, $"{triggers.Count} triggers; a function has one."),
            ("Host", !ValidName().IsMatch(name), "a name begins with a letter and has letters, digits, '-' and '_', 127 at most."),
            ("Host", triggers.Any(it => !IsBatched(it.trigger) && IsArrayOfMessages(it.parameter.ParameterType)),
                "an array of messages without IsBatched fails when the first one comes."),
        ];
        return rules.Where(rule => rule.IsBroken).Select(rule => new Breach(rule.Rule, name, rule.Why));
    }

    private static IEnumerable<CustomAttributeData> Triggers(ParameterInfo parameter) =>
        parameter.GetCustomAttributesData().Where(attribute => attribute.AttributeType.IsAssignableTo(typeof(TriggerBindingAttribute)));

    /// <summary>What a function gives, once awaited.</summary>
    private static Type ResultOf(MethodInfo method) =>
        method.ReturnType is { IsGenericType: true } type && Results.Any(result => type.Name.StartsWith($"{result.Name}`", StringComparison.Ordinal))
            ? type.GenericTypeArguments[0]
            : method.ReturnType;

    private static bool IsAsyncVoid(MethodInfo method) =>
        method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute));

    private static bool IsBinding(CustomAttributeData attribute) => attribute.AttributeType.IsAssignableTo(typeof(BindingAttribute));

    private static bool IsOfWebJobs(CustomAttributeData attribute) =>
        attribute.AttributeType.Namespace?.StartsWith(WebJobs, StringComparison.Ordinal) == true;

    private static bool IsBatched(CustomAttributeData trigger) =>
        trigger.NamedArguments.Any(argument => argument is { MemberName: "IsBatched", TypedValue.Value: true });

    private static bool IsRetry(CustomAttributeData attribute) =>
        attribute.AttributeType.Name == "RetryAttribute" || attribute.AttributeType.BaseType?.Name == "RetryAttribute";

    private static bool IsHttpResult(CustomAttributeData attribute) => attribute.AttributeType.Name == "HttpResultAttribute";

    private static bool IsResponse(PropertyInfo property) => property.PropertyType.IsAssignableTo(typeof(HttpResponseData));

    private static bool IsCollection(Type type) =>
        type.IsArray || (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)));

    private static bool IsArrayOfMessages(Type type) => type.IsArray && type != typeof(byte[]);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}$")]
    private static partial Regex ValidName();
}
