using System.Runtime.CompilerServices;

namespace Serverless.Tests.Support;

/// <summary>
/// The Cosmos SDK asks the cloud's metadata address who it is when the first client of a process is made; a test
/// run has no business on that network. Must be set before that first client.
/// </summary>
internal static class CosmosEnvironment
{
    [ModuleInitializer]
    public static void StayOffTheMetadataAddress() => Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
}
