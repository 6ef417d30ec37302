using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Local.Clerk.Tokens;

/// <summary>
/// Permissions as version 2 of session tokens writes them: a list of features, a list of actions, and for each feature a mask
/// that says which of the actions it has, least significant bit first.
/// </summary>
internal static class PermissionMasks
{
    /// <param name="organization">The claim <c>o</c>, which gets <c>per</c> and <c>fpm</c>.</param>
    /// <param name="permissions"><c>org:feature:action</c></param>
    /// <returns>The claim <c>fea</c>.</returns>
    public static string AddTo(JsonObject organization, IReadOnlyList<string> permissions)
    {
        var parts = permissions.Select(permission => permission.Split(':')).Select(part => (Feature: part[1], Action: part[2])).ToList();
        var features = parts.Select(part => part.Feature).Distinct().Order(StringComparer.Ordinal).ToList();
        var actions = parts.Select(part => part.Action).Distinct().Order(StringComparer.Ordinal).ToList();
        var masks = features.Select(feature => parts.Where(part => part.Feature == feature)
            .Aggregate(BigInteger.Zero, (mask, part) => mask | (BigInteger.One << actions.IndexOf(part.Action))));
        organization["per"] = string.Join(',', actions);
        organization["fpm"] = string.Join(',', masks.Select(mask => mask.ToString(CultureInfo.InvariantCulture)));
        return string.Join(',', features.Select(feature => $"o:{feature}"));
    }
}
