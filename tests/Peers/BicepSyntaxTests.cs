using Serverless.Tests.Support.Bicep;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>The templates, read by a grammar that is not ours. What they mean is checked without it: see BicepFaultsTests.</summary>
[Collection(SharedPeer.Name)]
public sealed class BicepSyntaxTests(Peer peer)
{
    public static TheoryData<string> Files => [.. Templates.Texts.Keys.Where(file => file.EndsWith(".bicep", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Template_is_bicep(string file) => Assert.Null(await peer.FindSyntaxErrorAsync(Templates.Texts[file]));

    [Theory]
    [InlineData("  kind: 'StorageV2'\n", "  kind = 'StorageV2'\n", "19:3:")]
    [InlineData("param name string", "param name string =", "3:1:")]
    [InlineData("resource blobs 'Microsoft", "resource blobs Microsoft", "30:1:")]
    public async Task What_is_not_bicep_is_found_and_placed(string right, string wrong, string place) => Assert.StartsWith(
        place, await peer.FindSyntaxErrorAsync(Templates.Changed("infra/modules/storage.bicep", right, wrong)), StringComparison.Ordinal);
}
