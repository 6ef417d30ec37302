// The app: one Flex Consumption plan with one site. All its settings are here; what is set by hand is gone after the next deployment.
param name string
param planName string
param location string
param tags object
param identityName string
param componentName string
param blobEndpoint string
param deploymentContainer string
param brokerAddress string
param storeEndpoint string
param database string
param secretKeyReference string
param signingSecretReference string
param clerkIssuer string
param clerkAuthorizedParties string
param clerkInstanceId string
param clerkJwtKey string
param clerkRequestsPerSecond int
param environmentName string
param otlpEndpoint string
param otlpProtocol string
param otlpHeaders string
param otlpSampler string
param otlpSamplerArgument string
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReady array
param zoneRedundant bool

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd deploys the code to the one site with the name of its service.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [
        { name: 'AzureWebJobsStorage__blobServiceUri', value: blobEndpoint }
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: identity.properties.clientId }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: component.properties.ConnectionString }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identity.properties.clientId};Authorization=AAD' }

        // Which identity the app's own clients of store and broker take.
        { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
        // And which the triggers and the scale controller take.
        { name: 'ServiceBus__fullyQualifiedNamespace', value: brokerAddress }
        { name: 'ServiceBus__credential', value: 'managedidentity' }
        { name: 'ServiceBus__clientId', value: identity.properties.clientId }

        { name: 'Cosmos__accountEndpoint', value: storeEndpoint }
        { name: 'Cosmos__database', value: database }
        { name: 'Cosmos__connectionMode', value: 'Direct' }

        { name: 'CLERK_SECRET_KEY', value: secretKeyReference }
        { name: 'CLERK_WEBHOOK_SIGNING_SECRET', value: signingSecretReference }
        { name: 'CLERK_API_URL', value: 'https://api.clerk.com' }
        { name: 'CLERK_ISSUER', value: clerkIssuer }
        { name: 'CLERK_AUTHORIZED_PARTIES', value: clerkAuthorizedParties }
        { name: 'CLERK_INSTANCE_ID', value: clerkInstanceId }
        { name: 'CLERK_JWT_KEY', value: clerkJwtKey }
        { name: 'CLERK_REQUESTS_PER_SECOND', value: string(clerkRequestsPerSecond) }

        { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlpEndpoint }
        { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: otlpProtocol }
        { name: 'OTEL_EXPORTER_OTLP_HEADERS', value: otlpHeaders }
        { name: 'OTEL_SERVICE_NAME', value: 'serverless-user-store' }
        { name: 'OTEL_RESOURCE_ATTRIBUTES', value: 'deployment.environment.name=${environmentName}' }
        { name: 'OTEL_TRACES_SAMPLER', value: otlpSampler }
        { name: 'OTEL_TRACES_SAMPLER_ARG', value: otlpSamplerArgument }
        { name: 'OTEL_SDK_DISABLED', value: 'false' }

        { name: 'INVITATIONS_SCHEDULE', value: '0 5/15 * * * *' }
        { name: 'DEAD_LETTERS_SCHEDULE', value: '0 20 * * * *' }
        { name: 'STATUS_SCHEDULE', value: '0 */5 * * * *' }
        { name: 'RECONCILE_CHANGES_SCHEDULE', value: '0 */15 * * * *' }
        { name: 'RECONCILE_SWEEP_SCHEDULE', value: '0 30 3 * * *' }
        { name: 'RECONCILE_MAX_BURIAL_SHARE', value: '0.05' }
        { name: 'RECONCILE_OVERLAP_MINUTES', value: '30' }
        { name: 'WEBHOOK_SILENCE_HOURS', value: '24' }
      ]
    }
  }
}

// Code is deployed with a token of Entra ID only.
@batchSize(1)
resource passwords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [for door in ['scm', 'ftp']: {
  parent: site
  name: door
  properties: { allow: false }
}]

output name string = site.name
output url string = 'https://${site.properties.defaultHostName}'
