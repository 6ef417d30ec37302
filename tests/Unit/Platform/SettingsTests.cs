using Serverless.Platform.Cosmos;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Settings;
using Serverless.Tests.Support;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Platform;

public sealed class SettingsTests
{
    [Fact]
    public void Missing_settings_are_all_named_at_once()
    {
        var nothing = ASettings.Configuration();

        Assert.Equal(
            ["CLERK_WEBHOOK_SIGNING_SECRET", "Cosmos__accountEndpoint", "ServiceBus__fullyQualifiedNamespace"],
            new IRoomSettings[] { new WebhookSettings(nothing), new CosmosSettings(nothing), new ServiceBusSettings(nothing) }
                .SelectMany(room => room.Problems()).Select(problem => problem.Name));
    }

    [Theory]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/s)")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_c2hvcnQ=")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_not base64")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", ASettings.Secret + " nonsense")]
    [InlineData("CLERK_INSTANCE_ID", "production")]
    [InlineData("Cosmos__accountEndpoint", "cosmos")]
    [InlineData("Cosmos__accountKey", "not base64!")]
    [InlineData("Cosmos__connectionMode", "Telepathy")]
    [InlineData("ServiceBus", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("ServiceBus", "somewhere")]
    public void Bad_setting_is_named_without_its_value(string name, string value)
    {
        var problem = Assert.Single(Problems((name, value)));

        Assert.Equal(name, problem.Name);
        Assert.DoesNotContain(value, problem.Wrong + problem.Good, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ServiceBus", "", "ServiceBus__fullyQualifiedNamespace", "ns.servicebus.windows.net")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", ASettings.Secret + "  " + ASettings.OtherSecret, "CLERK_INSTANCE_ID", "ins_1")]
    [InlineData("Cosmos__accountKey", "", "Cosmos__connectionMode", "gateway")]
    public void Good_settings_are_no_problem(string name, string value, string other, string otherValue) =>
        Assert.Empty(Problems((name, value), (other, otherValue)));

    private static IEnumerable<SettingProblem> Problems(params (string, string?)[] changed)
    {
        (string, string?)[] good =
        [
            ("CLERK_WEBHOOK_SIGNING_SECRET", ASettings.Secret),
            ("Cosmos__accountEndpoint", "https://account.example:443/"),
            ("ServiceBus", "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=b"),
        ];
        var configuration = ASettings.Configuration([.. good.ExceptBy(changed.Select(c => c.Item1), g => g.Item1), .. changed]);
        return [
            .. new WebhookSettings(configuration).Problems(),
            .. new CosmosSettings(configuration).Problems(),
            .. new ServiceBusSettings(configuration).Problems(),
        ];
    }
}
