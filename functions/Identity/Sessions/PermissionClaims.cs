using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Serverless.Identity.Sessions;

/// <summary>
/// Permissions in the active organization. Version 2 of the claims writes three lists: features (<c>fea</c>, with the scope of each),
/// actions (<c>per</c>), and masks (<c>fpm</c>), one for each feature; bit k of a mask, counted from the least significant,
/// grants the action k on the feature. What cannot be read, or could be read in two ways, grants nothing.
/// </summary>
internal static class PermissionClaims
{
    public static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;

    /// <summary>Of features, of actions, and of permissions in the end. A token of 4 KB has no room for as many.</summary>
    private const int Most = 1024;

    /// <summary>Of a feature or an action, in characters.</summary>
    private const int LongestKey = 128;

    /// <summary>Of a mask, in decimal digits: as many as <see cref="Most"/> bits have.</summary>
    private const int LongestMask = 309;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Of a feature, an action or a role.</summary>
    public static bool IsKey(ReadOnlySpan<char> text) => text.Length is > 0 and <= LongestKey && !text.ContainsAnyExcept(KeyCharacters);

    /// <summary>Version 2.</summary>
    public static IReadOnlySet<string> Decode(string? features, string? actions, string? masks)
    {
        if (Split(features) is not { } entries || Split(actions) is not { } keys || Split(masks) is not { } numbers
            || !entries.All(IsFeature) || !keys.All(key => IsKey(key)) || !numbers.All(IsMask))
        {
            return None;
        }

        // Whether a mask belongs to the n-th of all features or to the n-th of the organization's, Clerk's documentation and its
        // libraries do not agree; how many there are says which it must be.
        var counted = numbers.Length == entries.Length ? entries : [.. entries.Where(IsOfOrganization)];
        if (counted.Length != numbers.Length)
        {
            return None;
        }

        return Bounded(counted.Zip(numbers)
            .Where(pair => IsOfOrganization(pair.First))
            .SelectMany(pair => Granted(pair.First, keys, pair.Second)));
    }

    /// <summary>Version 1: a list of permissions, written out.</summary>
    public static IReadOnlySet<string> Read(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } array
            || !array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && IsPermission(item.GetString()!)))
        {
            return None;
        }

        return Bounded(array.EnumerateArray().Select(item => item.GetString()!));
    }

    private static IEnumerable<string> Granted(string feature, string[] actions, string mask)
    {
        var bits = BigInteger.Parse(mask, NumberStyles.None, CultureInfo.InvariantCulture);
        var name = feature[(feature.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return actions.Where((_, k) => !(bits >> k).IsEven).Select(action => $"org:{name}:{action}");
    }

    private static IReadOnlySet<string> Bounded(IEnumerable<string> permissions)
    {
        var granted = permissions.Take(Most + 1).ToHashSet(StringComparer.Ordinal);
        return granted.Count <= Most ? granted : None;
    }

    /// <summary>Null if it is no list, or too long a one.</summary>
    private static string[]? Split(string? list) =>
        string.IsNullOrEmpty(list) || list.Split(',', Most + 1) is not { Length: <= Most } items ? null : items;

    /// <summary>Scope and name; the scope is the user's, the organization's, or both.</summary>
    private static bool IsFeature(string entry) =>
        entry.Split(':') is ["u" or "o" or "uo" or "ou", var name] && IsKey(name);

    private static bool IsOfOrganization(string entry) => !entry.StartsWith("u:", StringComparison.Ordinal);

    private static bool IsMask(string text) => text.Length is > 0 and <= LongestMask && text.All(char.IsAsciiDigit);

    private static bool IsPermission(string text) => text.Split(':') is ["org", var feature, var action] && IsKey(feature) && IsKey(action);
}
