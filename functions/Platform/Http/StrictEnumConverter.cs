using System.Text.Json.Serialization;

namespace Serverless.Platform.Http;

/// <summary>An enumeration in bodies of requests: by name only, where the serializer would take its numbers too.</summary>
public sealed class StrictEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
