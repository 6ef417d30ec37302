using System.Globalization;
using Local.Clerk.Store;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Local.Clerk.Api;

/// <summary>The query parameters of a request. Arrays are repeated keys.</summary>
internal sealed class Parameters(string query)
{
    /// <summary>Most values of an array. Source: description of the API, <c>GET /users</c>.</summary>
    private const int MaxValues = 100;

    private const int DefaultLimit = 10;
    private const int MaxLimit = 500;

    private readonly Dictionary<string, StringValues> values = QueryHelpers.ParseQuery(query);

    public IEnumerable<string> Names => values.Keys;

    /// <summary>The first value; null if there is none or it is empty.</summary>
    public string? Text(string name) =>
        values.TryGetValue(name, out var found) && !string.IsNullOrEmpty(found[0]) ? found[0] : null;

    public IReadOnlyList<string> All(string name)
    {
        IReadOnlyList<string> all = values.TryGetValue(name, out var found) ? [.. found.OfType<string>()] : [];
        return all.Count <= MaxValues ? all : throw Refusal.Value(name, $"there can be at most {MaxValues}.");
    }

    /// <summary>
    /// Values with a sign: <c>-</c> excludes. A plus sign that was not encoded arrives as a space, and means the same.
    /// </summary>
    public (HashSet<string> Included, HashSet<string> Excluded) Signed(string name)
    {
        var signed = All(name).Select(value => value.TrimStart(' ')).ToList();
        return (
            [.. signed.Where(value => !value.StartsWith('-')).Select(value => value.TrimStart('+'))],
            [.. signed.Where(value => value.StartsWith('-')).Select(value => value[1..])]);
    }

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Refusal.Type(name, "a boolean"),
    };

    public long? Number(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refusal.Type(name, "an integer");

    /// <summary>
    /// From 1 to 500. Beyond that Clerk has been seen to take the default of 10 instead of refusing (github.com/clerk/clerk-sdk-python,
    /// number 166).
    /// </summary>
    public int Limit() => Number("limit") switch
    {
        null or > MaxLimit => DefaultLimit,
        < 1 => throw Refusal.Value("limit", "must be at least 1."),
        { } limit => (int)limit,
    };

    public int Offset() => Number("offset") switch
    {
        null => 0,
        < 0 or > int.MaxValue => throw Refusal.Value("offset", "must be zero or more."),
        { } offset => (int)offset,
    };

    /// <summary>What to order by; the first <c>order_by</c> counts.</summary>
    /// <exception cref="ClerkRefusedException">It is none of those allowed.</exception>
    public (string Field, bool Descending) Order(string byDefault, params string[] allowed)
    {
        var order = (Text("order_by") ?? byDefault).TrimStart(' ');
        var field = order.TrimStart('+', '-');
        return allowed.Contains(field)
            ? (field, order.StartsWith('-'))
            : throw Refusal.Value("order_by", $"must be one of {string.Join(", ", allowed)}.");
    }
}
