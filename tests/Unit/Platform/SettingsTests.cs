using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Serverless.Identity.Sessions;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Settings;
using Serverless.Platform.Telemetry;
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
            [
                "CLERK_WEBHOOK_SIGNING_SECRET", "Cosmos__accountEndpoint", "ServiceBus__fullyQualifiedNamespace", "CLERK_SECRET_KEY",
                "CLERK_ISSUER", "CLERK_AUTHORIZED_PARTIES",
            ],
            new IRoomSettings[]
            {
                new WebhookSettings(nothing), new CosmosSettings(nothing), new ServiceBusSettings(nothing), new ClerkSettings(nothing),
                new SessionSettings(nothing),
            }.SelectMany(room => room.Problems()).Select(problem => problem.Name));
    }

    [Theory]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/s)")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_c2hvcnQ=")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_not base64")]
    [InlineData("CLERK_WEBHOOK_SIGNING_SECRET", ASettings.Secret + " nonsense")]
    [InlineData("CLERK_INSTANCE_ID", "production")]
    [InlineData("CLERK_SECRET_KEY", "pk_live_abc")]
    [InlineData("CLERK_SECRET_KEY", "sk_live_abc\n")]
    [InlineData("CLERK_SECRET_KEY", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("CLERK_API_URL", "somewhere")]
    [InlineData("CLERK_API_URL", "ftp://clerk.example")]
    [InlineData("CLERK_API_URL", "https://clerk.example/v1")]
    [InlineData("CLERK_API_URL", "https://clerk.example/?key=x")]
    [InlineData("CLERK_REQUESTS_PER_SECOND", "0000")]
    [InlineData("CLERK_REQUESTS_PER_SECOND", "1001")]
    [InlineData("CLERK_REQUESTS_PER_SECOND", "8.5")]
    [InlineData("CLERK_REQUESTS_PER_SECOND", "plenty")]
    [InlineData("CLERK_ISSUER", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("CLERK_ISSUER", "somewhere")]
    [InlineData("CLERK_ISSUER", "ftp://clerk.example")]
    [InlineData("CLERK_ISSUER", "https://clerk.example/")]
    [InlineData("CLERK_ISSUER", "https://clerk.example?a=b")]
    [InlineData("CLERK_ISSUER", "https://clerk.example#a")]
    [InlineData("CLERK_ISSUER", "https://someone@clerk.example")]
    [InlineData("CLERK_ISSUER", "https://Clerk.example")]
    [InlineData("CLERK_ISSUER", "https://clerk.example:443")]
    [InlineData("CLERK_ISSUER", " https://clerk.example")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "localhost:3000")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://app.example/")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://app.example https://other.example/path")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://app.example,https://other.example")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://*.app.example")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://app.example:443")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://someone@app.example")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "https://bücher.example")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "*")]
    [InlineData("CLERK_AUTHORIZED_PARTIES", "null")]
    [InlineData("CLERK_JWT_KEY", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("CLERK_JWT_KEY", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")]
    [InlineData("CLERK_JWT_KEY", "-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----")]
    [InlineData("CLERK_JWT_KEY", "-----BEGIN PUBLIC KEY-----\n")]
    [InlineData("Cosmos__accountEndpoint", "cosmos")]
    [InlineData("Cosmos__accountKey", "not base64!")]
    [InlineData("Cosmos__connectionMode", "Telepathy")]
    [InlineData("ServiceBus", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("ServiceBus", "somewhere")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://collector.example:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a-key-alone")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api-key=x,y")]
    [InlineData("OTEL_SERVICE_NAME", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "just-a-word")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.1")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "-0.1")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "half")]
    [InlineData("OTEL_SDK_DISABLED", "yes")]
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
    [InlineData("CLERK_API_URL", "", "CLERK_REQUESTS_PER_SECOND", "")]
    [InlineData("CLERK_API_URL", "http://127.0.0.1:8083/", "CLERK_REQUESTS_PER_SECOND", "1000")]
    [InlineData("CLERK_ISSUER", "http://127.0.0.1:8083", "CLERK_AUTHORIZED_PARTIES", "http://localhost:3000  https://app.example")]
    [InlineData("CLERK_ISSUER", "https://app.example/__clerk", "CLERK_AUTHORIZED_PARTIES", "chrome-extension://abcdefghijklmnop")]
    [InlineData("CLERK_JWT_KEY", "", "CLERK_AUTHORIZED_PARTIES", "capacitor://localhost")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api-key=x,other=y=z", "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")]
    [InlineData("OTEL_TRACES_SAMPLER", "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0.1")]
    [InlineData("OTEL_SERVICE_NAME", "users", "OTEL_SDK_DISABLED", "TRUE")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "", "OTEL_EXPORTER_OTLP_PROTOCOL", "")]
    public void Good_settings_are_no_problem(string name, string value, string other, string otherValue) =>
        Assert.Empty(Problems((name, value), (other, otherValue)));

    [Fact]
    public void Clerk_is_asked_at_its_own_address_80_times_a_second_unless_told_otherwise()
    {
        var settings = new ClerkSettings(ASettings.Configuration());

        Assert.Equal((new Uri("https://api.clerk.com"), 80), (settings.Address, settings.RequestsPerSecond));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("", "false", false)]
    [InlineData("http://127.0.0.1:4317", null, true)]
    [InlineData("http://127.0.0.1:4317", "false", true)]
    [InlineData("http://127.0.0.1:4317", "true", false)]
    public void Telemetry_is_off_without_a_collector_and_can_be_switched_off(string? endpoint, string? disabled, bool isOn)
    {
        var configuration = ASettings.Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), ("OTEL_SDK_DISABLED", disabled));

        Assert.Equal(isOn, new TelemetrySettings(configuration).IsOn);
        Assert.Equal(isOn, new ServiceCollection().AddTelemetry(configuration).Any(service => service.ServiceType == typeof(TracerProvider)));
    }

    private static IEnumerable<SettingProblem> Problems(params (string, string?)[] changed)
    {
        (string, string?)[] good =
        [
            ("CLERK_WEBHOOK_SIGNING_SECRET", ASettings.Secret),
            ("CLERK_SECRET_KEY", "sk_live_abc"),
            ("CLERK_ISSUER", "https://clerk.example"),
            ("CLERK_AUTHORIZED_PARTIES", "https://app.example"),
            ("Cosmos__accountEndpoint", "https://account.example:443/"),
            ("ServiceBus", "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=b"),
        ];
        var configuration = ASettings.Configuration([.. good.ExceptBy(changed.Select(c => c.Item1), g => g.Item1), .. changed]);
        return [
            .. new WebhookSettings(configuration).Problems(),
            .. new CosmosSettings(configuration).Problems(),
            .. new ServiceBusSettings(configuration).Problems(),
            .. new ClerkSettings(configuration).Problems(),
            .. new SessionSettings(configuration).Problems(),
            .. new TelemetrySettings(configuration).Problems(),
        ];
    }
}
