using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Platform.Ids;

/// <summary>What a kind of id adds to <see cref="InternalId{TSelf}"/>.</summary>
public interface IInternalId<TSelf>
{
    /// <summary>Tells the kind, for example <c>usr_</c>.</summary>
    static abstract string Prefix { get; }

    /// <param name="value">A text that has been found to have the form.</param>
    static abstract TSelf From(string value);
}

/// <summary>An id of our own: the prefix of its kind and 26 characters (see <see cref="IdGenerator"/>). Kinds cannot be mixed up.</summary>
public abstract record InternalId<TSelf>(string Value)
    where TSelf : InternalId<TSelf>, IInternalId<TSelf>
{
#pragma warning disable CA1000 // They are called through the kinds: UserId.New(ids).
    public static TSelf New(IdGenerator ids) => TSelf.From(ids.Next(TSelf.Prefix));

    /// <exception cref="FormatException">It has another form.</exception>
    public static TSelf Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"An id of this kind is '{TSelf.Prefix}' and {IdGenerator.Length} characters of base 32.");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TSelf? id)
    {
        id = IdGenerator.IsId(TSelf.Prefix, text) ? TSelf.From(text) : null;
        return id is not null;
    }
#pragma warning restore CA1000

    public sealed override string ToString() => Value;
}

public static class InternalId
{
    /// <summary>The prefix of a kind of ids, for who knows the kind at run time only; null if the type is none.</summary>
    public static string? PrefixOf(Type kind) =>
        kind.BaseType is { IsGenericType: true } root && root.GetGenericTypeDefinition() == typeof(InternalId<>)
            ? (string)kind.GetProperty(nameof(IInternalId<>.Prefix))!.GetValue(null)!
            : null;
}

/// <summary>An id as it stands in JSON: its text.</summary>
internal sealed class InternalIdJson<TId> : JsonConverter<TId>
    where TId : InternalId<TId>, IInternalId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InternalId<TId>.TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"Not an id that begins with '{TId.Prefix}'.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
