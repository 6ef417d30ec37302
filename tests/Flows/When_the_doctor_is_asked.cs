using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Local.Clerk;
using Local.ServiceBus;
using Local.Stack;
using Microsoft.Azure.Cosmos;
using Serverless.Cli;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>The command <c>doctor</c>, on an app that enforces its keys.</summary>
public sealed class When_the_doctor_is_asked : IAsyncLifetime
{
    private const int AllChecks = 31;

    private readonly TemporaryFolder repository = new();
    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start(
        configure: null, ("LocalHostKeys", "enforce"), ("LocalHostStateFolder", Path.Combine(repository.Path, ".local", "host")));

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        repository.Dispose();
    }

    [Fact]
    public async Task Everything_is_well_on_a_healthy_stack()
    {
        using var key = await PublicKey();

        var operators = Operator(
            ("CLERK_JWT_KEY", key.ExportSubjectPublicKeyInfoPem()), ("CLERK_INSTANCE_ID", new ClerkSimulatorOptions().InstanceId));

        var run = await ToolRun.Of(operators, "doctor", "--json");

        Assert.Equal(ExitCode.AllWell, run.Code);
        Assert.Empty(Findings(run, "failed"));
        Assert.Empty(Findings(run, "skipped"));
        Assert.Equal(AllChecks, Findings(run, "ok").Count);
    }

    [Fact]
    public async Task Each_misconfiguration_is_found_by_its_own_name_with_its_own_remedy_and_none_hides_another()
    {
        await using var halfBroker = await ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions { Queues = [.. LocalResources.Queues.Where(queue => queue.Name != "operations")] }, Cancellation);
        await DamageTheStore();
        var operators = Operator(
            ("CLERK_WEBHOOK_SIGNING_SECRET", ASettings.OtherSecret),
            ("ServiceBus", halfBroker.ConnectionString),
            ("CLERK_SECRET_KEY", "sk_test_of_another_instance"),
            ("CLERK_ISSUER", "http://127.0.0.1:1"),
            ("CLERK_AUTHORIZED_PARTIES", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/parties)"));

        var run = await ToolRun.Of(
            operators with { Clock = new ManualClock(DateTimeOffset.UtcNow.AddMinutes(10)) }, "doctor", "--json", "--key", "not-the-key");

        var expected = new Dictionary<string, string>
        {
            ["setting CLERK_AUTHORIZED_PARTIES"] = "Key Vault Secrets User",
            ["function key"] = ".local/host/keys.json",
            ["signature is believed"] = "Signing Secret of the endpoint",
            ["container history"] = "partitioned by /id",
            ["container projects"] = "A partition key cannot be changed",
            ["queue operations"] = "duplicate detection",
            ["Clerk secret key"] = "Copy CLERK_SECRET_KEY anew",
            ["Clerk issuer"] = "Frontend API URL",
            ["clock of the app"] = "by NTP",
            ["clock of Clerk"] = "by NTP",
        };
        var failed = Findings(run, "failed");
        Assert.Equal(ExitCode.FoundWrong, run.Code);
        Assert.Equal(expected.Keys, failed.Select(finding => finding.Name));
        Assert.All(failed, finding => Assert.Contains(expected[finding.Name], finding.Remedy, StringComparison.Ordinal));
        Assert.Equal(["Clerk public key", "Clerk instance"], Findings(run, "skipped").Select(finding => finding.Name));
        Assert.Equal(AllChecks - failed.Count - 2, Findings(run, "ok").Count);
        Assert.DoesNotContain(ASettings.OtherSecret, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issuer_public_key_and_id_of_another_instance_than_the_secret_key_are_found()
    {
        await using var other = await ClerkSimulator.StartAsync(new ClerkSimulatorOptions(), Cancellation);
        using var key = RSA.Create(2048);
        var operators = Operator(
            ("CLERK_ISSUER", $"{other.Address}".TrimEnd('/')),
            ("CLERK_JWT_KEY", key.ExportSubjectPublicKeyInfoPem()),
            ("CLERK_INSTANCE_ID", "ins_other"));

        var run = await ToolRun.Of(operators, "doctor");

        Assert.Equal(ExitCode.FoundWrong, run.Code);
        Assert.Contains("is of another instance than the secret key", run.Output, StringComparison.Ordinal);
        Assert.Contains("CLERK_JWT_KEY is none of the instance's keys", run.Output, StringComparison.Ordinal);
        Assert.Contains("and CLERK_INSTANCE_ID is not", run.Output, StringComparison.Ordinal);
        Assert.Contains($"3 of {AllChecks} checks failed.", run.Output, StringComparison.Ordinal);
    }

    private async Task<RSA> PublicKey()
    {
        using var http = new HttpClient();
        var keys = JsonElement.Parse(await http.GetStringAsync(stack.Settings["CLERK_API_URL"] + "/.well-known/jwks.json", Cancellation));
        var key = keys.GetProperty("keys")[0];
        return RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
        });
    }

    /// <summary>One container is gone, another has the wrong partition key.</summary>
    private async Task DamageTheStore()
    {
        using var client = new CosmosClient(
            stack.Settings["Cosmos__accountEndpoint"],
            stack.Settings["Cosmos__accountKey"],
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        var database = client.GetDatabase(stack.Settings["Cosmos__database"]);
        await database.GetContainer("history").DeleteContainerAsync(cancellationToken: Cancellation);
        await database.GetContainer("projects").DeleteContainerAsync(cancellationToken: Cancellation);
        await database.CreateContainerAsync(new ContainerProperties("projects", "/id"), cancellationToken: Cancellation);
    }

    private Surroundings Operator(params (string Name, string Value)[] changed) => stack.Surroundings(changed) with { Repository = repository.Path };

    private static IReadOnlyList<(string Name, string Remedy)> Findings(ToolRun run, string outcome) =>
    [
        .. run.Json.GetProperty("checks").EnumerateArray()
            .Where(finding => finding.GetProperty("outcome").GetString() == outcome)
            .Select(finding => (
                finding.GetProperty("name").GetString()!,
                finding.TryGetProperty("remedy", out JsonElement remedy) ? remedy.GetString()! : "")),
    ];
}
