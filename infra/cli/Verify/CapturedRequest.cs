using System.Globalization;
using System.Text;

namespace Serverless.Cli.Verify;

/// <summary>A webhook as somebody kept it: headers, and a body in exact bytes.</summary>
internal sealed record CapturedRequest(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>In bytes. What the door takes is far below.</summary>
    private const int Largest = 16 * 1024 * 1024;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <param name="file">The body; or, if it begins as one, a whole HTTP request.</param>
    /// <param name="headers">Lines of headers; they win over those in the file.</param>
    public static CapturedRequest Read(string file, IReadOnlyList<string> headers)
    {
        var bytes = Load(file);
        var given = HeaderLines.Read(headers);
        if (!IsRequest(bytes))
        {
            return new CapturedRequest(given, bytes);
        }

        var (head, body) = Split(bytes);
        var all = HeaderLines.Read(head.Split('\n').Skip(1));
        foreach (var (name, value) in given)
        {
            all[name] = value;
        }

        // Editors and shells put a line break behind what they keep; the length tells that it is not of the body.
        return new CapturedRequest(all, LengthOf(all) is { } length && length < body.Length ? body[..length] : body);
    }

    /// <exception cref="ToolException">It cannot be read, or is too large.</exception>
    public static byte[] Load(string file)
    {
        try
        {
            return new FileInfo(file).Length <= Largest
                ? File.ReadAllBytes(file)
                : throw new ToolException(ExitCode.WrongUsage, $"{file} is too large to be a webhook.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.WrongUsage, $"{file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static bool IsRequest(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var first = Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]).TrimEnd('\r');
        return first.Split(' ') is [{ Length: > 0 } verb, _, var version]
            && verb.All(char.IsAsciiLetterUpper)
            && version.StartsWith("HTTP/", StringComparison.Ordinal);
    }

    private static (string Head, byte[] Body) Split(byte[] bytes)
    {
        foreach (var blank in new[] { "\r\n\r\n"u8.ToArray(), "\n\n"u8.ToArray() })
        {
            var at = bytes.AsSpan().IndexOf(blank);
            if (at >= 0)
            {
                return (Encoding.Latin1.GetString(bytes, 0, at), bytes[(at + blank.Length)..]);
            }
        }

        return (Encoding.Latin1.GetString(bytes), []);
    }

    private static int? LengthOf(IReadOnlyDictionary<string, string> headers) =>
        int.TryParse(headers.GetValueOrDefault("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
