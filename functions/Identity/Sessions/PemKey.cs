using System.Security.Cryptography;

namespace Serverless.Identity.Sessions;

/// <summary>A public key as people paste it into a setting.</summary>
internal static class PemKey
{
    private const string Begin = "-----BEGIN PUBLIC KEY-----";
    private const string End = "-----END PUBLIC KEY-----";

    /// <returns>Null if it is not the public half of an RSA key of a size that is trusted.</returns>
    public static RSAParameters? Read(string text)
    {
        var pem = text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "", StringComparison.Ordinal).Trim();
        if (pem.Length < Begin.Length + End.Length
            || !pem.StartsWith(Begin, StringComparison.Ordinal)
            || !pem.EndsWith(End, StringComparison.Ordinal))
        {
            return null;
        }

        var body = pem[Begin.Length..^End.Length];   // base64 in .NET skips white space
        var key = new byte[body.Length];
        return Convert.TryFromBase64String(body, key, out var length) ? Import(key.AsSpan(0, length)) : null;
    }

    private static RSAParameters? Import(ReadOnlySpan<byte> key)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(key, out var read);
            return read == key.Length && SigningKey.IsTrustedSize(rsa.KeySize)
                ? rsa.ExportParameters(includePrivateParameters: false)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
