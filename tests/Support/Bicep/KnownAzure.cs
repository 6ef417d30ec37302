using System.Text.RegularExpressions;

namespace Serverless.Tests.Support.Bicep;

/// <summary>What of Azure the templates may name. What is not here is either mistyped or has to be looked up and added.</summary>
internal static class KnownAzure
{
    /// <summary>
    /// Resource types by API version, and whether they take tags. Each version is listed by Bicep's own types
    /// (github.com/Azure/bicep-types-az, <c>generated/index.json</c>, of 2026-08-20), whether it takes tags by its <c>types.json</c> there.
    /// </summary>
    public static IReadOnlyDictionary<string, bool> TakesTags { get; } = new Dictionary<string, bool>
    {
        ["Microsoft.Resources/resourceGroups@2025-04-01"] = true,
        ["Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"] = true,
        ["Microsoft.Authorization/roleAssignments@2022-04-01"] = false,
        ["Microsoft.OperationalInsights/workspaces@2025-07-01"] = true,
        ["Microsoft.Insights/components@2020-02-02"] = true,
        ["Microsoft.Insights/workbooks@2023-06-01"] = true,
        ["Microsoft.Insights/actionGroups@2023-01-01"] = true,
        ["Microsoft.Insights/metricAlerts@2018-03-01"] = true,
        ["Microsoft.Insights/scheduledQueryRules@2023-12-01"] = true,
        ["Microsoft.Storage/storageAccounts@2025-08-01"] = true,
        ["Microsoft.Storage/storageAccounts/blobServices@2025-08-01"] = false,
        ["Microsoft.Storage/storageAccounts/blobServices/containers@2025-08-01"] = false,
        ["Microsoft.KeyVault/vaults@2025-05-01"] = true,
        // Takes them, but a secret is found by its vault.
        ["Microsoft.KeyVault/vaults/secrets@2025-05-01"] = false,
        ["Microsoft.ServiceBus/namespaces@2024-01-01"] = true,
        ["Microsoft.ServiceBus/namespaces/queues@2024-01-01"] = false,
        ["Microsoft.DocumentDB/databaseAccounts@2025-10-15"] = true,
        // These two take them, but cost and ownership are the account's.
        ["Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-10-15"] = false,
        ["Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-10-15"] = false,
        ["Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-10-15"] = false,
        ["Microsoft.Web/serverfarms@2025-03-01"] = true,
        ["Microsoft.Web/sites@2025-03-01"] = true,
        ["Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01"] = false,
        ["Microsoft.Consumption/budgets@2024-08-01"] = false,
    };

    /// <summary>Properties that are set or read, by resource type and version: see the file.</summary>
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Properties = SourceTree
        .Read("tests/Support/Bicep/properties.txt").Split("\n\n").Skip(1)
        .Select(group => group.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .ToDictionary(lines => lines[0], IReadOnlyList<string> (lines) => lines[1..]);

    /// <summary>Whether a resource type has a property, or one that contains others.</summary>
    /// <param name="path">Such as <c>properties.sku.name</c>.</param>
    public static bool Has(string type, string path) => Properties.GetValueOrDefault(type, [])
        .Any(known => known == path || known.StartsWith(path + ".", StringComparison.Ordinal));

    /// <summary>
    /// Built-in roles: learn.microsoft.com/azure/role-based-access-control/built-in-roles, and for the data of Cosmos DB
    /// learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Roles { get; } = new Dictionary<string, string>
    {
        ["storageBlobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["serviceBusDataOwner"] = "090c5cfd-751d-490a-894a-3ce6f1109419",
        ["monitoringMetricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["keyVaultSecretsUser"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["keyVaultSecretsOfficer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["dataContributor"] = "00000000-0000-0000-0000-000000000002",
    };

    /// <summary>
    /// What has to be said of a resource so that it opens to identities only, and to nothing unencrypted: type, path, value.
    /// </summary>
    public static IReadOnlyList<(string Type, string Path, object Value)> Demanded { get; } =
    [
        ("Microsoft.ServiceBus/namespaces", "properties.disableLocalAuth", true),
        ("Microsoft.ServiceBus/namespaces", "properties.minimumTlsVersion", "1.2"),
        ("Microsoft.DocumentDB/databaseAccounts", "properties.disableLocalAuth", true),
        ("Microsoft.DocumentDB/databaseAccounts", "properties.minimalTlsVersion", "Tls12"),
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", false),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", false),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", true),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", true),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", true),
        ("Microsoft.Web/sites", "properties.httpsOnly", true),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        ("Microsoft.Web/sites", "identity.type", "UserAssigned"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", false),
    ];

    /// <summary>Functions of Bicep that are used: learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions.</summary>
    public static IReadOnlySet<string> Functions { get; } = new HashSet<string>
    {
        "empty", "guid", "loadTextContent", "map", "replace", "resourceGroup", "string", "subscription", "subscriptionResourceId",
        "tenant", "toLower", "union", "uniqueString", "utcNow",
        "allowed", "batchSize", "description", "maxLength", "maxValue", "metadata", "minLength", "minValue", "secure",
    };

    /// <summary>
    /// Settings that Flex Consumption refuses or ignores: learn.microsoft.com/azure/azure-functions/functions-app-settings.
    /// </summary>
    public static Regex RefusedByFlex { get; } = new(
        "^(FUNCTIONS_(WORKER_RUNTIME|EXTENSION_VERSION|MAX_HTTP_CONCURRENCY|WORKER_PROCESS_COUNT)"
        + "|ENABLE_ORYX_BUILD|SCM_|TZ$|WEBSITES?_|AzureWebJobsDashboard)");
}
