using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Reconciliation;

/// <summary>Names one run of reconciliation: <c>run_</c> and 26 characters that sort by the time of its start.</summary>
[JsonConverter(typeof(RunIdJson))]
public sealed record RunId
{
    public const string Prefix = "run_";

    private RunId(string value) => Value = value;

    public string Value { get; }

    public static RunId New(IdGenerator ids) => new(ids.Next(Prefix));

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RunId? id)
    {
        id = IdGenerator.IsId(Prefix, text) ? new RunId(text) : null;
        return id is not null;
    }

    public override string ToString() => Value;
}

internal sealed class RunIdJson : JsonConverter<RunId>
{
    public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RunId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not the id of a run.");

    public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
