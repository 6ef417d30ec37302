using Serverless.Tests.Support.Bicep;
using Xunit;

namespace Serverless.Tests.Unit.Infrastructure;

/// <summary>The templates are checked on every machine, without Bicep and without Azure.</summary>
public sealed class BicepFaultsTests
{
    private const string Main = "infra/main.bicep";
    private const string App = "infra/modules/functionApp.bicep";
    private const string Broker = "infra/modules/serviceBus.bicep";
    private const string Storage = "infra/modules/storage.bicep";
    private const string Store = "infra/modules/cosmos.bicep";
    private const string Vault = "infra/modules/keyVault.bicep";

    [Fact]
    public void Templates_have_no_fault() => Assert.Empty(BicepFaults.In(Templates.Texts));

    [Theory]
    [InlineData(Storage, "  name: 'deployments'\n}", "  name: 'deployments'\n", "storage.bicep(40): ':' is missing")]
    [InlineData(Broker, "scope: namespace\n", "scope: namespaces\n", "nothing is called 'namespaces'")]
    [InlineData(Broker, "name: queueName\n", "name: 'user-events-${queueNam}'\n", "nothing is called 'queueNam'")]
    [InlineData(Storage, "zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'", "'Standard_LRS'", "'zoneRedundant' is not used")]
    [InlineData(Broker, "namespaces/queues@2024-01-01", "namespaces/queue@2024-01-01", "'Microsoft.ServiceBus/namespaces/queue@2024-01-01' is no known")]
    [InlineData(Store, "sqlRoleAssignments@2025-10-15", "sqlRoleAssignments@2025-10-51", "sqlRoleAssignments@2025-10-51' is no known")]
    [InlineData(Vault, "var keyVaultSecretsUser = '4633458b-", "var keyVaultSecretsUser = '4633458c-", "'keyVaultSecretsUser' is not the id of a role")]
    [InlineData(Broker, "'Microsoft.Authorization/roleDefinitions', serviceBusDataOwner", "'Microsoft.Authorization/roleDefinitions', name", "gives another role")]
    [InlineData(Broker, "maxDeliveryCount: 10", "maxDeliveriesCount: 10", "Microsoft.ServiceBus/namespaces/queues@2024-01-01 has no 'properties.maxDeliveriesCount'")]
    [InlineData(App, "component.properties.ConnectionString", "component.properties.connectionString", "components@2020-02-02 has no 'properties.connectionString'")]
    [InlineData(Main, "    retentionDays: logRetentionDays\n", "", "modules/monitoring.bicep is not given 'retentionDays'")]
    [InlineData(Main, "    tier: serviceBusTier\n", "    tier: serviceBusTier\n    sku: serviceBusTier\n", "modules/serviceBus.bicep takes no 'sku'")]
    [InlineData(Main, "monitoring.outputs.componentName", "monitoring.outputs.component", "modules/monitoring.bicep has no output 'component'")]
    [InlineData(Main, "'modules/budget.bicep'", "'modules/budgets.bicep'", "there is no 'modules/budgets.bicep'")]
    [InlineData(App, "value: blobEndpoint }", "value: component.listKeys().key }", "'listKeys' reads a key")]
    [InlineData(App, "value: brokerAddress }", "value: 'Endpoint=sb://${brokerAddress};SharedAccessKey=x' }", "'SharedAccessKey' is part of a connection string")]
    [InlineData(Store, "    disableLocalAuth: true\n", "", "properties.disableLocalAuth of 'account' has to be True")]
    [InlineData(Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "properties.allowSharedKeyAccess of 'account' has to be False")]
    [InlineData(Vault, "output name string = vault.name", "output name string = clerkSecretKey", "output 'name' tells the secret 'clerkSecretKey'")]
    [InlineData(Vault, "    tenantId: tenant().tenantId", "    tenantId: clerkSecretKey", "'tenantId' of 'vault' shows the secret 'clerkSecretKey'")]
    [InlineData(Main, "    tier: serviceBusTier\n", "    tier: toLower(clerkSecretKey)\n", "'tier' of 'broker' shows the secret 'clerkSecretKey'")]
    [InlineData(Vault, "@secure()\nparam clerkSecretKey string", "param clerkSecretKey string", "'clerkSecretKey' is a secret and not @secure()")]
    [InlineData(Storage, "  tags: tags\n", "", "'account' has no tags")]
    [InlineData(Storage, "guid(account.id, identity.id, storageBlobDataOwner)", "guid(deployment().name)", "name of 'hostMayStore' has to be guid(")]
    [InlineData(Main, "var token = toLower(uniqueString(subscription().id, environmentName, location))", "var token = toLower(utcNow())", "'utcNow' differs each time")]
    [InlineData("infra/main.parameters.json", "\"alertEmail\"", "\"alertMail\"", "infra/main.bicep takes no 'alertMail'")]
    public void A_planted_fault_is_found_and_named(string file, string right, string wrong, string fault) =>
        Assert.Contains(BicepFaults.In(Templates.With(file, right, wrong)), found => found.Contains(fault, StringComparison.Ordinal));
}
