using System.Net;
using Azure.Core;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;

namespace Serverless.Tests.Local.Cosmos;

public sealed class SignatureTests
{
    private const string WrongKey = "d3Jvbmcga2V5IHdyb25nIGtleSB3cm9uZyBrZXkgd3Jvbmcga2V5IQ==";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_key_is_unauthorized()
    {
        await using var emulator = await CosmosEmulator.StartAsync(new(), Cancelled);
        using var client = new CosmosClient(emulator.Endpoint.ToString(), WrongKey, CosmosAccount.Options());

        var failure = await FailureAsync(client.CreateDatabaseAsync("app", cancellationToken: Cancelled));

        Assert.Equal((HttpStatusCode.Unauthorized, 0), failure);
    }

    [Fact]
    public async Task Signature_of_one_request_does_not_open_another()
    {
        await using var running = await RunningEmulator.StartAsync();
        await running.Users.CreateItemAsync(Item.New() with { Id = "mine" }, cancellationToken: Cancelled);
        var recorded = new RecordingHandler(running.Emulator.CreateHandler());
        var options = CosmosAccount.Options();
        options.HttpClientFactory = () => new HttpClient(recorded);
        using var client = new CosmosClient(running.Emulator.ConnectionString, options);
        await client.GetContainer("app", "users").ReadItemAsync<Item>("mine", new PartitionKey("t1"), cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.OK, await ReplayAsync(running, recorded, "/docs/mine"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ReplayAsync(running, recorded, "/docs/Mine"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("type%3dmaster%26ver%3d1.0%26sig%3dbm90IGEgc2lnbmF0dXJl")]
    [InlineData("type%3dresource%26ver%3d1%26sig%3dabc")]
    public async Task Request_without_a_signature_is_unauthorized(string? authorization)
    {
        await using var running = await RunningEmulator.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dbs/app");
        request.Headers.TryAddWithoutValidation("x-ms-date", "Thu, 01 Jan 2026 00:00:00 GMT");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", authorization);
        }

        using var response = await running.Http.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("\"code\":\"Unauthorized\"", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_key_does_when_signatures_are_not_verified()
    {
        await using var emulator = await CosmosEmulator.StartAsync(new CosmosEmulatorOptions { VerifySignature = false }, Cancelled);
        using var client = new CosmosClient(emulator.Endpoint.ToString(), WrongKey, CosmosAccount.Options());

        Assert.Equal(HttpStatusCode.Created, (await client.CreateDatabaseAsync("app", cancellationToken: Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Entra_credential_is_accepted()
    {
        await using var emulator = await CosmosEmulator.StartAsync(new(), Cancelled);
        using var client = new CosmosClient(emulator.Endpoint.ToString(), new FixedCredential(), CosmosAccount.Options());

        Assert.Equal(HttpStatusCode.Created, (await client.CreateDatabaseAsync("app", cancellationToken: Cancelled)).StatusCode);
    }

    private static async Task<HttpStatusCode> ReplayAsync(RunningEmulator running, RecordingHandler recorded, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dbs/app/colls/users{path}");
        foreach (var (name, value) in recorded.LastHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await running.Http.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    private sealed class RecordingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public List<(string Name, string Value)> LastHeaders { get; private set; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            LastHeaders = request.Headers.NonValidated.Select(header => (header.Key, header.Value.ToString())).ToList();
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class FixedCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("eyJhbGciOiJub25lIn0.eyJvaWQiOiJsb2NhbCJ9.c2ln", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
