using System.Buffers.Text;
using System.Security.Cryptography;
using Local.Clerk.Store;

namespace Local.Clerk.Tokens;

/// <summary>
/// The RSA key pair of the instance, made when it is first asked for, which takes a while. Its id is that of the instance, as at
/// Clerk.
/// </summary>
/// <param name="folder">Where it is kept; null for a key that ends with the process.</param>
/// <param name="id">Of the key.</param>
internal sealed class SigningKey(string? folder, string id) : IDisposable
{
    private const string FileName = "session-key.pem";
    private const int Bits = 2048;

    private readonly Lock gate = new();   // an RSA object is for one thread at a time
    private RSA? opened;
    private byte[]? jwks;

    public string Id => id;

    /// <summary>SPKI, for those who verify without a network.</summary>
    public string PublicPem
    {
        get
        {
            lock (gate)
            {
                return Opened().ExportSubjectPublicKeyInfoPem();
            }
        }
    }

    /// <summary>The public key as a JSON Web Key Set.</summary>
    public ReadOnlyMemory<byte> Jwks
    {
        get
        {
            lock (gate)
            {
                return jwks ??= WriteJwks(Opened().ExportParameters(includePrivateParameters: false), id);
            }
        }
    }

    /// <summary>RS256.</summary>
    public byte[] Sign(byte[] content)
    {
        lock (gate)
        {
            return Opened().SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public void Dispose() => opened?.Dispose();

    private RSA Opened() => opened ??= folder is null ? RSA.Create(Bits) : OpenIn(folder);

    private static RSA OpenIn(string folder)
    {
        var rsa = RSA.Create(Bits);
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
        {
            rsa.ImportFromPem(File.ReadAllText(file));
            return rsa;
        }

        // Renamed when complete, so that a crash leaves no half of a key.
        var unfinished = file + ".new";
        File.WriteAllText(unfinished, rsa.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(unfinished, file);
        return rsa;
    }

    private static byte[] WriteJwks(RSAParameters key, string id) => ClerkJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("keys"u8);
        json.WriteStartObject();
        json.WriteString("use"u8, "sig"u8);
        json.WriteString("kty"u8, "RSA"u8);
        json.WriteString("kid"u8, id);
        json.WriteString("alg"u8, "RS256"u8);
        json.WriteString("n"u8, Base64Url.EncodeToString(key.Modulus));
        json.WriteString("e"u8, Base64Url.EncodeToString(key.Exponent));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
