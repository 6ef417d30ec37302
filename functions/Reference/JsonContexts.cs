using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Reference;

/// <summary>How a type of the API is written as JSON: as the one context of ours says that names it with an attribute of its own.</summary>
internal static class JsonContexts
{
    private static readonly Lazy<ILookup<Type, Type>> ByNamedType = new(() => typeof(JsonContexts).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
        .SelectMany(
            context => context.CustomAttributes.Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute)),
            (context, attribute) => (Context: context, Type: (Type)attribute.ConstructorArguments[0].Value!))
        .ToLookup(named => named.Type, named => named.Context));

    public static JsonTypeInfo TypeInfo(Type type) => ByNamedType.Value[type].ToList() switch
    {
        [var context] => Default(context).GetTypeInfo(type)!,
        var several => throw new InvalidOperationException($"{several.Count} JSON contexts name '{type.Name}'; one must."),
    };

    private static JsonSerializerContext Default(Type context) =>
        (JsonSerializerContext)context.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
}
