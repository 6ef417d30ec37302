using System.Reflection;

namespace Serverless.Tests.Local.Api;

/// <summary>
/// The public members of one or more real packages, read from <c>Listings</c>. A local implementation may have fewer,
/// but nothing that the real one lacks or has differently.
/// </summary>
internal sealed class ApiListing
{
    private readonly HashSet<string> lines = [];
    private readonly HashSet<string> linesWithoutNullability = [];

    /// <param name="listings">One text each: lines as <see cref="ApiSurface"/> writes them, comments after #.</param>
    public ApiListing(params IEnumerable<string> listings)
    {
        foreach (var listing in listings)
        {
            string[] members = [.. listing.Split('\n').Select(l => l.Trim()).Where(l => l is not ("" or ['#', ..]))];

            // A package compiled without annotations says nothing about null, so nothing can be compared.
            (members.Any(IsAnnotated) ? lines : linesWithoutNullability).UnionWith(members);
        }
    }

    public static ApiListing Of(params IEnumerable<string> packages) => new(packages.Select(Read));

    /// <summary>Everything that is in the surface and not in the listing, each with what the listing has by that name.</summary>
    public IReadOnlyList<string> Differences(IReadOnlyCollection<string> surface)
    {
        if (surface.Count == 0)
        {
            return ["No public type at all."];
        }

        var extra = surface.Where(line => !Has(line)).Select(line =>
        {
            var same = lines.Concat(linesWithoutNullability).Where(known => Name(known) == Name(line)).Order().ToArray();
            return same is []
                ? $"unknown: {line}"
                : $"differs: {line}\n" + string.Join("\n", same.Select(known => $"   real: {known}"));
        });
        return [.. extra, .. MissingUsages(surface).Select(line => $"missing: {line}")];
    }

    private bool Has(string line) => lines.Contains(line) || linesWithoutNullability.Contains(WithoutNullability(line));

    // Leaving a member out is harmless, leaving this out is not: it would let an attribute go where the real one may not.
    private IEnumerable<string> MissingUsages(IReadOnlyCollection<string> surface)
    {
        var names = surface.Select(Name).ToHashSet();
        return lines.Concat(linesWithoutNullability)
            .Where(line => line.StartsWith("A:", StringComparison.Ordinal) && line.Contains("[System.AttributeUsageAttribute("))
            .Where(line => names.Contains($"T:{Name(line)[2..]}") && !names.Contains(Name(line)));
    }

    /// <summary>Letter and full name, without parameters and what else follows.</summary>
    private static string Name(string line) => line[..line.IndexOfAny([' ', '(', '['])];

    private static bool IsAnnotated(string line) => WithoutNullability(line) != line;

    private static string WithoutNullability(string line)
    {
        var bar = line.LastIndexOf("] |", StringComparison.Ordinal);
        return bar < 0 ? line : line[..(bar + 1)];
    }

    private static string Read(string package)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Listings/{package}.txt")
            ?? throw new ArgumentException($"There is no listing of {package}.", nameof(package));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
