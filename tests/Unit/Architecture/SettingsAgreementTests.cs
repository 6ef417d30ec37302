using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Cli.Settings;
using Serverless.Tests.Support;
using Serverless.Tests.Support.Bicep;
using Xunit;

namespace Serverless.Tests.Unit.Architecture;

/// <summary>What the code reads, the sample offers, the README explains and the template sets are the same settings.</summary>
public sealed partial class SettingsAgreementTests
{
    /// <summary>Read by the Functions host, not by us.</summary>
    private static readonly string[] OfTheHost = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"];

    /// <summary>Not set in Azure: two because the app has an identity, two because the plan says it or refuses it.</summary>
    private static readonly string[] NotInAzure = ["ServiceBus", "Cosmos__accountKey", "AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"];

    /// <summary>Who the app is, and where its host keeps and logs things.</summary>
    private static readonly string[] OnlyInAzure =
    [
        "AZURE_CLIENT_ID",
        "ServiceBus__credential", "ServiceBus__clientId",
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    private static readonly JsonElement SampleValues =
        JsonElement.Parse(SourceTree.Read("local.settings.sample.json")).GetProperty("Values");

    private static readonly IReadOnlyList<string> Sample = [.. SampleValues.EnumerateObject().Select(setting => setting.Name)];

    [Fact]
    public void Every_setting_the_code_reads_is_in_the_sample_and_every_other_is_the_hosts()
    {
        var read = SourceTree.Files("functions")
            .Where(file => file.EndsWith("Settings.cs", StringComparison.Ordinal) || file.EndsWith("Timer.cs", StringComparison.Ordinal))
            .SelectMany(file => Mentioned().Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value))
            .Distinct();

        Assert.Equal(read.Concat(OfTheHost).Order(StringComparer.Ordinal), Sample.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_of_ours_is_explained_in_the_readme()
    {
        var readme = SourceTree.Read("README.md");

        Assert.All(Sample.Except(OfTheHost), name => Assert.Contains($"| `{name}` |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_template_sets_what_the_sample_offers_but_keys()
    {
        var set = InAzure().Keys;

        Assert.Equal(Sample.Except(NotInAzure).Concat(OnlyInAzure).Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(set, KnownAzure.RefusedByFlex.IsMatch);
    }

    [Fact]
    public void By_the_clock_the_same_happens_in_azure_as_here()
    {
        var same = Sample.Where(name => name.EndsWith("_SCHEDULE", StringComparison.Ordinal)
            || name.StartsWith("RECONCILE_", StringComparison.Ordinal) || name.StartsWith("WEBHOOK_", StringComparison.Ordinal));

        Assert.All(same, name => Assert.Equal(SampleValues.GetProperty(name).GetString(), InAzure()[name]));
    }

    [Fact]
    public void The_app_starts_with_what_the_template_sets() => Assert.Empty(AppNeeds.Of(ASettings.Configuration(
        [.. InAzure(
            ("storeEndpoint", "https://cosmos-x.documents.azure.com:443/"),
            ("brokerAddress", "sb-x.servicebus.windows.net"),
            ("secretKeyReference", "sk_live_x"),
            ("signingSecretReference", ASettings.Secret),
            ("clerkIssuer", "https://clerk.company.example"),
            ("clerkAuthorizedParties", "https://app.company.example"),
            ("clerkInstanceId", ""),
            ("clerkJwtKey", ""),
            ("clerkRequestsPerSecond", 80L),
            ("environmentName", "production"),
            ("otlpEndpoint", ""),
            ("otlpProtocol", "grpc"),
            ("otlpHeaders", ""),
            ("otlpSampler", "parentbased_always_on"),
            ("otlpSamplerArgument", ""))
            .Select(setting => (setting.Key, (string?)setting.Value))])).Problems);

    [Fact]
    public void Secrets_reach_the_app_as_references_to_the_vault()
    {
        var vault = Templates.Module("keyVault");

        Assert.Equal(
            ["clerk-secret-key", "clerk-webhook-signing-secret"],
            new[] { "secretKeyReference", "signingSecretReference" }.Select(name =>
            {
                var value = new BicepEvaluator(vault).Output(name);
                return Reference().Match(Assert.IsType<string>(value)).Groups["secret"].Value;
            }));
        Assert.Equal(
            (new BicepUnknown("secretKeyReference").ToString(), new BicepUnknown("signingSecretReference").ToString()),
            (InAzure()["CLERK_SECRET_KEY"], InAzure()["CLERK_WEBHOOK_SIGNING_SECRET"]));
    }

    /// <summary>The settings of the deployed app; what only a deployment knows is in angle brackets.</summary>
    private static Dictionary<string, string> InAzure(params (string Name, object? Value)[] parameters)
    {
        var evaluator = new BicepEvaluator(
            Templates.Module("functionApp"), parameters.ToDictionary(given => given.Name, given => given.Value));
        var settings = (List<object?>)BicepEvaluator.At(evaluator.Created("site").Single(), "properties.siteConfig.appSettings")!;
        return settings.ToDictionary(
            setting => (string)BicepEvaluator.At(setting, "name")!, setting => BicepEvaluator.At(setting, "value")!.ToString()!);
    }

    [GeneratedRegex("^@Microsoft\\.KeyVault\\(SecretUri=<vault\\.properties\\.vaultUri>secrets/(?<secret>[a-z-]+)\\)$")]
    private static partial Regex Reference();

    [GeneratedRegex("<c>((?:CLERK_|Cosmos__|ServiceBus|RECONCILE_|INVITATIONS_|DEAD_LETTERS_|STATUS_|WEBHOOK_|OTEL_)\\w*)</c>")]
    private static partial Regex Mentioned();
}
