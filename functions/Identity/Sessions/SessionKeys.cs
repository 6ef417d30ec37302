using System.Security.Cryptography;

namespace Serverless.Identity.Sessions;

/// <summary>Where the keys of the instance come from.</summary>
public abstract class SessionKeys
{
    /// <param name="keyId">The <c>kid</c> of a token, which anybody can write; null if it has none.</param>
    public abstract ValueTask<KeyLookup> Find(string? keyId, CancellationToken cancellation);
}

/// <summary>A key; or none, because there is none of that name, or because the keys could not be fetched.</summary>
public readonly record struct KeyLookup(SigningKey? Key, bool IsUnavailable)
{
    public static readonly KeyLookup Unknown;

    public static readonly KeyLookup Unavailable = new(null, IsUnavailable: true);

    public static KeyLookup Found(SigningKey key) => new(key, IsUnavailable: false);
}

/// <summary>The one key that was configured. It has no name, so that of the token says nothing.</summary>
public sealed class ConfiguredKey(RSAParameters key) : SessionKeys
{
    private readonly KeyLookup only = KeyLookup.Found(new SigningKey(key));

    public override ValueTask<KeyLookup> Find(string? keyId, CancellationToken cancellation) => new(only);
}
