using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Platform.Ids;

namespace Serverless.Identity;

/// <summary>Our own id of a person: <c>usr_</c> and 26 characters. It never changes and is never given to anybody else.</summary>
[JsonConverter(typeof(UserIdJson))]
public sealed record UserId
{
    public const string Prefix = "usr_";

    private UserId(string value) => Value = value;

    public string Value { get; }

    public static UserId New(IdGenerator ids) => new(ids.Next(Prefix));

    public static UserId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A user id is 'usr_' and 26 characters of base 32.");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out UserId? id)
    {
        id = IdGenerator.IsId(Prefix, text) ? new UserId(text) : null;
        return id is not null;
    }

    public override string ToString() => Value;
}

internal sealed class UserIdJson : JsonConverter<UserId>
{
    public override UserId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UserId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a user id.");

    public override void Write(Utf8JsonWriter writer, UserId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
