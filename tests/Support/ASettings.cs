using Microsoft.Extensions.Configuration;
using Serverless.Identity.Sessions;
using Serverless.Webhooks;

namespace Serverless.Tests.Support;

/// <summary>Settings of rooms, good unless a test says otherwise.</summary>
internal static class ASettings
{
    public const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
    public const string OtherSecret = "whsec_/+7dzLuqmYh3ZlVEMyIRAP/u3cy7qpmId2ZVRDMiEQA=";

    public static WebhookSettings Webhooks(string secrets = Secret, string? instance = null) => new(Configuration(
        ("CLERK_WEBHOOK_SIGNING_SECRET", secrets), ("CLERK_INSTANCE_ID", instance)));

    public static SessionSettings Sessions(
        string? key = null,
        string issuer = ASessionToken.Issuer,
        string parties = $"{ASessionToken.Party} {ASessionToken.OtherParty}") => new(Configuration(
            ("CLERK_ISSUER", issuer), ("CLERK_AUTHORIZED_PARTIES", parties), ("CLERK_JWT_KEY", key)));

    public static IConfiguration Configuration(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
        .Build();
}
