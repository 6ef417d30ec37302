namespace Local.Cosmos;

/// <summary>How the emulator runs.</summary>
public sealed record CosmosEmulatorOptions
{
    /// <summary>Port on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Stamps <c>_ts</c> and measures injected delays.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether requests must be signed with <see cref="CosmosEmulator.WellKnownKey"/>. The age of a signature is
    /// not checked, as the emulator's clock need not be the caller's. Entra ID tokens (<c>type=aad</c>) are
    /// accepted unseen.
    /// </summary>
    public bool VerifySignature { get; init; } = true;
}
