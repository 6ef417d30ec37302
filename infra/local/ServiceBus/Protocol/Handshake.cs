namespace Local.ServiceBus.Protocol;

/// <summary>Keeps anything that is not this client, in this version, from being taken for it.</summary>
internal static class Handshake
{
    /// <summary>"LSBUS" and the version of the protocol.</summary>
    public const long Greeting = 0x4C53425553_0002;
}
