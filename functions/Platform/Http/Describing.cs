using System.Reflection;

namespace Serverless.Platform.Http;

// What the API's description says of an HTTP function beyond what its route, its verbs and its audience tell.

/// <summary>What a function does, in a line, and what else a caller should know.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SummaryAttribute(string text, string? more = null) : Attribute
{
    public string Text => text;

    public string? More => more;
}

/// <summary>An answer that is no refusal.</summary>
/// <param name="body">What is sent as JSON; null for no body, or for one of another <see cref="ContentType"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersAttribute(int status, Type? body = null) : Attribute
{
    public int Status => status;

    public Type? Body => body;

    /// <summary>When it is answered, where the status alone does not say.</summary>
    public string? When { get; init; }

    /// <summary>Of a body that is described by no type.</summary>
    public string? ContentType { get; init; }

    /// <summary>It has an ETag, and If-None-Match is heeded.</summary>
    public bool Tagged { get; init; }

    /// <summary>What the header Location names; null if there is none.</summary>
    public string? Location { get; init; }
}

/// <summary>Refusals that this function may answer, beside those which follow from its audience and from what it takes.</summary>
/// <param name="problems">The class that holds them.</param>
/// <param name="names">Of fields, or of methods that make them.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnswersProblemsAttribute(Type problems, params string[] names) : Attribute
{
    public IEnumerable<Problem> Problems => names.Select(name =>
        (problems.GetField(name)?.GetValue(null) ?? Made(problems.GetMethod(name))) as Problem
        ?? throw new InvalidOperationException($"'{problems.Name}' has no problem '{name}'."));

    private static object? Made(MethodInfo? maker) => maker?.Invoke(null, [.. maker.GetParameters().Select(_ => "…")]);
}

/// <summary>A parameter of the route.</summary>
/// <param name="type">A kind of <see cref="Ids.InternalId{TSelf}"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TakesPathAttribute(string name, Type type, string description) : Attribute
{
    public string Name => name;

    public Type Type => type;

    public string Description => description;

    /// <summary>Ids of Clerk's are taken too, whose form is not ours to tell.</summary>
    public bool OrClerks { get; init; }
}

/// <summary>The parameters of the query; without it, a query is not looked at.</summary>
/// <param name="holder">The class that holds the <see cref="QueryParameters"/> by which the query is read.</param>
/// <param name="name">Of the field.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesQueryAttribute(Type holder, string name) : Attribute
{
    public QueryParameters Parameters => holder.GetField(name)?.GetValue(null) as QueryParameters
        ?? throw new InvalidOperationException($"'{holder.Name}' has no parameters '{name}'.");
}

[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class TakesHeaderAttribute(string name, string description) : Attribute
{
    public string Name => name;

    public string Description => description;
}

/// <summary>The header If-Match is heeded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesIfMatchAttribute : Attribute;

/// <summary>A body that is read by <see cref="JsonBodyExtensions.ReadJson"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesAttribute(Type body) : Attribute
{
    public Type Body => body;
}

/// <summary>A body of JSON that is described elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesForeignAttribute(string description) : Attribute
{
    public string Description => description;
}
