using System.Security.Cryptography;

namespace Serverless.Identity.Sessions;

/// <summary>A public RSA key of the instance, for any number of threads at a time.</summary>
public sealed class SigningKey
{
    /// <summary>Of the modulus, in bits. Clerk's keys have 2,048; the upper bound keeps one verification from taking long.</summary>
    private const int Smallest = 2048;
    private const int Largest = 8192;

    private readonly RSAParameters key;

    // An RSA object is for one thread at a time, and making one costs as much as verifying. Those that find no place here are
    // made and disposed by the way; those that are left when a key is retired are the finalizer's.
    private readonly RSA?[] idle = new RSA?[Environment.ProcessorCount * 2];

    /// <exception cref="CryptographicException">There is no such key.</exception>
    public SigningKey(RSAParameters key)
    {
        this.key = key;
        Return(RSA.Create(key));
    }

    /// <summary>Longest signature, in bytes.</summary>
    public static int LongestSignature => Largest / 8;

    public static bool IsTrustedSize(int bits) => bits is >= Smallest and <= Largest;

    public bool Is(RSAParameters other) =>
        key.Modulus.AsSpan().SequenceEqual(other.Modulus) && key.Exponent.AsSpan().SequenceEqual(other.Exponent);

    /// <summary>RS256: PKCS #1 v1.5 over SHA-256.</summary>
    public bool HasSigned(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != key.Modulus!.Length)
        {
            return false;
        }

        var rsa = Take() ?? RSA.Create(key);
        var hasSigned = rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Return(rsa);
        return hasSigned;
    }

    private RSA? Take()
    {
        var first = FirstPlace();
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.Exchange(ref idle[(first + i) % idle.Length], null) is { } rsa)
            {
                return rsa;
            }
        }

        return null;
    }

    private void Return(RSA rsa)
    {
        var first = FirstPlace();
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref idle[(first + i) % idle.Length], rsa, null) is null)
            {
                return;
            }
        }

        rsa.Dispose();
    }

    /// <summary>Threads on different processors look in different places first.</summary>
    private int FirstPlace() => (Thread.GetCurrentProcessorId() & int.MaxValue) % idle.Length;
}
