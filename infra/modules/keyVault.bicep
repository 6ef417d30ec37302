// Clerk's two secrets, and a collector's if it has one. The app reads them through references in its settings, so no template and no output holds a value.
param name string
param location string
param tags object
param identityName string
param principalId string
param principalType string
param purgeProtection bool

@secure()
param clerkSecretKey string

@secure()
param clerkWebhookSigningSecret string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
var secretKeyName = 'clerk-secret-key'
var signingSecretName = 'clerk-webhook-signing-secret'
var otlpHeadersName = 'otlp-headers'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    softDeleteRetentionInDays: 7
    // Azure refuses false: it is on or not mentioned.
    enablePurgeProtection: purgeProtection ? true : null
  }
}

// An empty value would erase what somebody has set by hand.
resource secretKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(clerkSecretKey)) {
  parent: vault
  name: secretKeyName
  properties: { value: clerkSecretKey }
}

resource signingSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(clerkWebhookSigningSecret)) {
  parent: vault
  name: signingSecretName
  properties: { value: clerkWebhookSigningSecret }
}

resource appMayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource deployerMaySet 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  name: guid(vault.id, principalId, keyVaultSecretsOfficer)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
    principalId: principalId
    principalType: principalType
  }
}

output name string = vault.name
output secretKeyReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${secretKeyName})'
output signingSecretReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${signingSecretName})'
output otlpHeadersReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${otlpHeadersName})'
