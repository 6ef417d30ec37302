using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Platform.Ids;

/// <summary>
/// Makes internal ids: a prefix that tells the kind, then 26 characters that sort by creation time and cannot be guessed.
/// They hold a UUID version 7 (RFC 9562: 48 bits of milliseconds, 74 random bits) in lower-case Crockford base 32.
/// </summary>
public sealed class IdGenerator(TimeProvider clock)
{
    /// <summary>Crockford's alphabet (https://www.crockford.com/base32.html), in which ids sort as their bits do.</summary>
    public const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Characters after the prefix: 128 bits, five to a character.</summary>
    public const int Length = 26;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    /// <summary>Whether a text has the form of an id with this prefix.</summary>
    public static bool IsId(string prefix, [NotNullWhen(true)] string? text) =>
        text is not null
        && text.Length == prefix.Length + Length
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && !text.AsSpan(prefix.Length).ContainsAnyExcept(Digits);

    /// <summary>As a regular expression of ECMA-262, which JSON Schema uses.</summary>
    public static string PatternOf(string prefix) => $"^{prefix}[{Alphabet}]{{{Length}}}$";

    public string Next(string prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(clock.GetUtcNow()).TryWriteBytes(bytes, bigEndian: true, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(prefix.Length + Length, (prefix, value), static (id, parts) =>
        {
            parts.prefix.CopyTo(id);
            var rest = parts.value;
            for (var i = id.Length - 1; i >= parts.prefix.Length; i--)
            {
                id[i] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }
}
