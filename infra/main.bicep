// The parts of the deployment. What each is made of, and who may use it, is in its module.
targetScope = 'subscription'

@description('Name of the azd environment; part of the names and a tag on everything.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region. It must offer Flex Consumption and, if zoneRedundant is set, zones.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of whoever deploys, who may then set secrets. Empty: nobody may, until you say so.')
param principalId string = ''

@description('What principalId is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param principalType string = 'User'

@description('Frontend API URL of the Clerk instance, without a slash at its end.')
param clerkIssuer string

@description('Origins of the pages whose session tokens are taken, separated by spaces.')
param clerkAuthorizedParties string

@description('ins_… of the Clerk instance; events of others are dropped. Empty: all are taken.')
param clerkInstanceId string = ''

@description('Public key of the instance as PEM in one line. Empty: keys are fetched from Clerk.')
param clerkJwtKey string = ''

@description('What all instances of the app together ask of Clerk: 80 for a production instance, 8 for a development one.')
@minValue(1)
param clerkRequestsPerSecond int = 80

@description('sk_…; empty leaves what the vault holds as it is.')
@secure()
param clerkSecretKey string = ''

@description('whsec_…, several separated by spaces; empty leaves what the vault holds as it is.')
@secure()
param clerkWebhookSigningSecret string = ''

@description('Collector that takes OTLP, for traces, metrics and logs of the app. Empty: none are recorded.')
param otlpEndpoint string = ''

@description('How the collector is spoken to.')
@allowed(['grpc', 'http/protobuf'])
param otlpProtocol string = 'grpc'

@description('Whether the vault holds headers for the collector, such as its key, as otlp-headers.')
param otlpWithHeaders bool = false

@description('Which traces are recorded; as the host decides, by default.')
param otlpSampler string = 'parentbased_always_on'

@description('Share of them, from 0 to 1, for samplers that take one.')
param otlpSamplerArgument string = ''

@description('serverless is paid by request, autoscale by the hour. An account cannot be changed from one to the other in place.')
@allowed(['serverless', 'autoscale'])
param cosmosCapacity string = 'serverless'

@description('Request units per second that all containers share at most, if autoscale.')
@minValue(1000)
param cosmosMaxThroughput int = 1000

@description('How far back the store can be restored. Thirty days cost extra.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param cosmosBackup string = 'Continuous7Days'

@description('Premium has dedicated throughput, at about seventy times the price.')
@allowed(['Standard', 'Premium'])
param serviceBusTier string = 'Standard'

@description('Memory of an instance; 2048 is one processor core.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances at most, of each function that is scaled by itself.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Instances that are never stopped: { name, instanceCount }, where name is http or function:ApplyUserEvent, and so on.')
param alwaysReady array = []

@description('Spreads app, storage and store over the zones of the region. At least two instances of each function group then always run.')
param zoneRedundant bool = false

@description('Keeps a deleted vault, and its name, for the whole retention period. It can never be taken back.')
param purgeProtection bool = false

@description('How long logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Logs above so many gigabytes a day are lost, alerts with them; -1 for no limit.')
param logDailyQuotaGb int = 5

@description('Whether alert rules are made.')
param alertsEnabled bool = true

@description('Who is told of alerts, and of the budget. Empty: alerts are seen on the portal only.')
param alertEmail string = ''

@description('Bounds of the alert rules; what they mean is in modules/alerts.bicep.')
param alertThresholds object = {
  deadLetters: 0
  waitingMessages: 1000
  brokerThrottles: 0
  storeThrottles: 100
  serverErrors: 5
  refusedWebhooks: 20
}

@description('What a month may cost before somebody is told, in the currency of the subscription. 0: no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which the budget begins. Name it once there is a budget, so that it stays what it is.')
param budgetStart string = utcNow('yyyy-MM-01')

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: 'log-${token}'
    componentName: 'appi-${token}'
    location: location
    tags: tags
    identityName: identity.outputs.name
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    identityName: identity.outputs.name
    zoneRedundant: zoneRedundant
  }
}

module vault 'modules/keyVault.bicep' = {
  name: 'keyVault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    identityName: identity.outputs.name
    principalId: principalId
    principalType: principalType
    purgeProtection: purgeProtection
    clerkSecretKey: clerkSecretKey
    clerkWebhookSigningSecret: clerkWebhookSigningSecret
  }
}

module broker 'modules/serviceBus.bicep' = {
  name: 'serviceBus'
  scope: group
  params: {
    name: 'sb-${token}'
    location: location
    tags: tags
    identityName: identity.outputs.name
    tier: serviceBusTier
  }
}

module store 'modules/cosmos.bicep' = {
  name: 'cosmos'
  scope: group
  params: {
    name: 'cosmos-${token}'
    location: location
    tags: tags
    identityName: identity.outputs.name
    capacity: cosmosCapacity
    maxThroughput: cosmosMaxThroughput
    backup: cosmosBackup
    zoneRedundant: zoneRedundant
  }
}

module app 'modules/functionApp.bicep' = {
  name: 'functionApp'
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    identityName: identity.outputs.name
    componentName: monitoring.outputs.componentName
    blobEndpoint: storage.outputs.blobEndpoint
    deploymentContainer: storage.outputs.deploymentContainer
    brokerAddress: broker.outputs.address
    storeEndpoint: store.outputs.endpoint
    database: store.outputs.database
    secretKeyReference: vault.outputs.secretKeyReference
    signingSecretReference: vault.outputs.signingSecretReference
    clerkIssuer: clerkIssuer
    clerkAuthorizedParties: clerkAuthorizedParties
    clerkInstanceId: clerkInstanceId
    clerkJwtKey: clerkJwtKey
    clerkRequestsPerSecond: clerkRequestsPerSecond
    environmentName: environmentName
    otlpEndpoint: otlpEndpoint
    otlpProtocol: otlpProtocol
    otlpHeaders: otlpWithHeaders ? vault.outputs.otlpHeadersReference : ''
    otlpSampler: otlpSampler
    otlpSamplerArgument: otlpSamplerArgument
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
    zoneRedundant: zoneRedundant
  }
}

module alerts 'modules/alerts.bicep' = if (alertsEnabled) {
  name: 'alerts'
  scope: group
  params: {
    actionGroupName: 'ag-${token}'
    location: location
    tags: tags
    email: alertEmail
    thresholds: alertThresholds
    workspaceId: monitoring.outputs.workspaceId
    brokerId: broker.outputs.id
    queueNames: broker.outputs.queueNames
    storeId: store.outputs.id
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    brokerId: broker.outputs.id
    storeId: store.outputs.id
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmail)) {
  name: 'budget'
  scope: group
  params: {
    name: 'budget-${token}'
    amount: monthlyBudget
    start: budgetStart
    email: alertEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = app.outputs.name
output AZURE_FUNCTION_URL string = app.outputs.url
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_SERVICE_BUS_NAMESPACE string = broker.outputs.address
output AZURE_COSMOS_ENDPOINT string = store.outputs.endpoint
output CLERK_WEBHOOK_URL string = '${app.outputs.url}/api/webhooks/clerk'
