using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Identity.Sessions;

/// <summary>Questions to members of a token that make no text of them.</summary>
internal static class TokenMembers
{
    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);

    /// <summary>Whether a member is this text, letter by letter.</summary>
    public static bool Says(this JsonElement json, string name, ReadOnlySpan<char> text) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);
}
