namespace Serverless.Platform.Settings;

/// <summary>Judgements that hold for the text of any setting.</summary>
public static class SettingText
{
    /// <summary>What is wrong with the mere presence of a value, or null.</summary>
    public static string? Absence(string? value) =>
        string.IsNullOrWhiteSpace(value) ? "is missing."
        : IsUnresolved(value) ? "is a Key Vault reference that was not resolved."
        : null;

    /// <summary>
    /// A Key Vault reference that App Service could not resolve is handed to the app as it stands, see
    /// https://learn.microsoft.com/azure/app-service/app-service-key-vault-references.
    /// </summary>
    public static bool IsUnresolved(string value) => value.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase);
}
