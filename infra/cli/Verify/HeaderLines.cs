namespace Serverless.Cli.Verify;

/// <summary>Headers as tools write them: <c>Name: value</c>, one a line; by name, whatever its case.</summary>
internal static class HeaderLines
{
    /// <summary>What has no colon, as the line of the request or of the answer, is passed over.</summary>
    public static Dictionary<string, string> Read(IEnumerable<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            // curl -v marks with an arrow what was sent.
            var text = line.TrimEnd('\r').TrimStart('>', '<', ' ');
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !text.AsSpan(0, colon).Contains(' '))
            {
                headers[text[..colon]] = text[(colon + 1)..].Trim();
            }
        }

        return headers;
    }
}
