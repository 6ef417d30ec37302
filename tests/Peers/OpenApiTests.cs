using Serverless.Platform.Http;
using Serverless.Reference;
using Xunit;

namespace Serverless.Tests.Peers;

/// <summary>The description of the API, judged by the official schema of OpenAPI 3.1, which a package brings along.</summary>
[Collection(SharedPeer.Name)]
public sealed class OpenApiTests(Peer peer)
{
    [Fact]
    public async Task Description_is_valid() =>
        Assert.Null(await peer.FindFaultsAsync(new ApiDescription(new HttpFunctions()).Document));

    [Fact]
    public async Task Description_that_is_not_valid_is_found_out()
    {
        var document = new ApiDescription(new HttpFunctions()).Document;
        document["paths"]!["/me"]!["get"]!["responses"]!["200"]!.AsObject().Remove("description");

        Assert.Contains("description", await peer.FindFaultsAsync(document));
    }
}
