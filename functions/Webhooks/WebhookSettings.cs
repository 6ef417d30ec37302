using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Webhooks;

/// <summary>Whose webhooks are believed.</summary>
public sealed class WebhookSettings(IConfiguration configuration) : IRoomSettings
{
    private const string SecretName = "CLERK_WEBHOOK_SIGNING_SECRET";
    private const string SecretExample = "whsec_… as the Clerk dashboard shows it; several, separated by spaces, while one replaces another.";

    private readonly string? secrets = configuration[SecretName];

    /// <summary><c>CLERK_WEBHOOK_SIGNING_SECRET</c>: one, or several while they are rotated; a webhook signed with any of them is believed.</summary>
    public IReadOnlyList<string> SigningSecrets => (secrets ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary><c>CLERK_INSTANCE_ID</c>: events of other instances are acknowledged and dropped. Without it all are taken.</summary>
    public string? InstanceId { get; } = configuration["CLERK_INSTANCE_ID"] is { Length: > 0 } id ? id : null;

    /// <summary>
    /// Largest body in bytes: what fits, with room for properties, into a message of 256 KB, the limit of Service Bus
    /// Standard (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas).
    /// </summary>
    public int MaxBodyBytes { get; } = 250 * 1024;

    public IEnumerable<SettingProblem> Problems()
    {
        if (SettingText.Absence(secrets) is { } absent)
        {
            yield return new(SecretName, absent, SecretExample);
        }
        else if (!SigningSecrets.All(IsSecret))
        {
            yield return new(SecretName, "holds something that is not a signing secret.", SecretExample);
        }

        if (InstanceId is not null && !InstanceId.StartsWith("ins_", StringComparison.Ordinal))
        {
            yield return new("CLERK_INSTANCE_ID", "is not an instance id.", "ins_…, or nothing to take events of every instance.");
        }
    }

    private static bool IsSecret(string text)
    {
        const string prefix = "whsec_";
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[prefix.Length..], new byte[text.Length], out var bytes)
            && bytes >= 16;
    }
}
