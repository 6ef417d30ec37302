using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

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

    public string Next(string prefix) => Of(prefix, Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>The id of something that another system made: the same whenever it is asked for, and sorted among the others.</summary>
    /// <param name="name">What the other system calls it.</param>
    public static string Derived(string prefix, string name, DateTimeOffset madeAt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, (ulong)madeAt.ToUnixTimeMilliseconds() << 16);

        // Version 8 of RFC 9562 is for whoever fills the bits in a way of their own.
        hash[..10].CopyTo(id[6..]);
        id[6] = (byte)(0x80 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return Of(prefix, new Guid(id, bigEndian: true));
    }

    private static string Of(string prefix, Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
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
