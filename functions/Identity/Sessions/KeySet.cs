using System.Buffers.Text;
using System.Collections.Frozen;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Identity.Sessions;

/// <summary>Keys by their names, read from a JSON Web Key Set (RFC 7517). What is not a key for RS256 is passed over.</summary>
internal static class KeySet
{
    /// <summary>Clerk has one; two while they are rotated.</summary>
    public const int Most = 32;

    /// <summary>Of a name, in characters; that of Clerk's is the id of the instance and has about 31.</summary>
    public const int LongestKeyId = 128;

    // Of an exponent, in bytes; 65537 has three.
    private const int LongestExponent = 8;

    public static readonly FrozenDictionary<string, SigningKey> Empty = FrozenDictionary<string, SigningKey>.Empty;

    /// <param name="known">Keys that are taken over if they are still in the set.</param>
    public static FrozenDictionary<string, SigningKey> Read(JsonElement json, FrozenDictionary<string, SigningKey> known)
    {
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var entry in json.Items("keys").Take(Most))
        {
            if (entry.Text("kid") is { Length: > 0 and <= LongestKeyId } id && IsForRs256(entry) && Numbers(entry) is { } numbers
                && (known.GetValueOrDefault(id) is { } same && same.Is(numbers) ? same : Create(numbers)) is { } key)
            {
                keys.TryAdd(id, key);
            }
        }

        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static bool IsForRs256(JsonElement entry) =>
        entry.Text("kty") == "RSA"
        && (entry.Member("use") is null || entry.Text("use") == "sig")
        && (entry.Member("alg") is null || entry.Text("alg") == "RS256");

    private static RSAParameters? Numbers(JsonElement entry) =>
        Number(entry.Text("n")) is { } modulus && Number(entry.Text("e")) is { Length: <= LongestExponent } exponent
        && SigningKey.IsTrustedSize((modulus.Length * 8) - BitOperations.LeadingZeroCount((uint)modulus[0]) + 24)
            ? new RSAParameters { Modulus = modulus, Exponent = exponent }
            : null;

    /// <summary>Big-endian, without leading zeros; null if there is none.</summary>
    private static byte[]? Number(string? text)
    {
        if (text is null || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text).AsSpan().TrimStart((byte)0);
        return bytes.IsEmpty ? null : bytes.ToArray();
    }

    private static SigningKey? Create(RSAParameters numbers)
    {
        try
        {
            return new SigningKey(numbers);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
