using Local.Journal;

namespace Local.Cosmos;

/// <summary>How the emulator runs.</summary>
public sealed record CosmosEmulatorOptions
{
    /// <summary>Port on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Stamps <c>_ts</c>, lets items expire and measures what is injected.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether requests must be signed with <see cref="CosmosEmulator.WellKnownKey"/>. The age of a signature is
    /// not checked, as the emulator's clock need not be the caller's. Entra ID tokens (<c>type=aad</c>) are
    /// accepted unseen.
    /// </summary>
    public bool VerifySignature { get; init; } = true;

    /// <summary>
    /// Folder that keeps the data, made if missing: what a write answered is on disk before its answer, and is there again at
    /// the next start. Null for memory only. One emulator at a time can use it.
    /// </summary>
    public string? StateFolder { get; init; }

    /// <summary>When the file in <see cref="StateFolder"/> is rewritten to what it amounts to.</summary>
    internal JournalOptions Journal { get; init; } = new();
}
