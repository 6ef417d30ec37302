using System.Globalization;
using System.Text;

namespace Serverless.Platform.Clerk;

/// <summary>
/// The parameters of one request. What has no value is left out, a list is written as one parameter per entry, and
/// everything is escaped: a plus sign would otherwise arrive as a space.
/// </summary>
internal sealed class ClerkQueryString
{
    private readonly StringBuilder text = new();

    public ClerkQueryString Add(string name, string? value)
    {
        if (value is not null)
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public ClerkQueryString Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Written if true: false is Clerk's default everywhere.</summary>
    public ClerkQueryString AddFlag(string name, bool value) => Add(name, value ? "true" : null);

    /// <summary>Written if not 0, its default.</summary>
    public ClerkQueryString AddOffset(int offset) => Add("offset", offset == 0 ? null : offset);

    /// <exception cref="ArgumentException">More values than Clerk takes in one filter.</exception>
    public ClerkQueryString AddAll(string name, IReadOnlyList<string> values)
    {
        // https://clerk.com/docs/reference/backend-api: at most 100 in any filter; what more would do is not said.
        const int most = 100;
        if (values.Count > most)
        {
            throw new ArgumentException($"{values.Count} values for '{name}', but Clerk takes {most}.", nameof(values));
        }

        foreach (var value in values)
        {
            Add(name, value);
        }

        return this;
    }

    public override string ToString() => text.ToString();
}
