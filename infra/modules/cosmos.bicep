// The containers. A test compares them with those of the app and of the local stack.
param name string
param location string
param tags object
param identityName string
param capacity string
param maxThroughput int
param backup string
param zoneRedundant bool

// Documents, but no containers: the app creates nothing.
var dataContributor = '00000000-0000-0000-0000-000000000002'

var database = 'serverless'

// Only what a query uses is indexed, as each write pays for it. What expires says so itself, document by document.
var containers = [
  { name: 'identities', partitionKey: '/id', indexed: [], expires: false }
  {
    name: 'users'
    partitionKey: '/id'
    indexed: ['/email/?', '/profile/createdAt/?', '/profile/publicMetadata/role/?', '/deletionSource/?', '/invited/?']
    expires: false
  }
  { name: 'organizations', partitionKey: '/id', indexed: ['/profile/createdAt/?'], expires: false }
  { name: 'projects', partitionKey: '/tenant', indexed: ['/id/?'], expires: false }
  { name: 'invitees', partitionKey: '/id', indexed: [], expires: false }
  { name: 'invitations', partitionKey: '/scope', indexed: ['/id/?', '/status/?', '/clerkId/?'], expires: true }
  { name: 'memberships', partitionKey: '/organization', indexed: ['/status/?', '/joinedAt/?'], expires: false }
  { name: 'state', partitionKey: '/id', indexed: [], expires: false }
  { name: 'history', partitionKey: '/id', indexed: ['/id/?', '/users/[]/?'], expires: true }
  { name: 'reconciliation', partitionKey: '/run', indexed: ['/startedAt/?'], expires: true }
  { name: 'operations', partitionKey: '/run', indexed: ['/startedAt/?'], expires: true }
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: zoneRedundant
      }
    ]
    capabilities: capacity == 'serverless' ? [{ name: 'EnableServerless' }] : []
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: backup }
    }
  }
}

resource sqlDatabase 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-10-15' = {
  parent: account
  name: database
  properties: {
    resource: { id: database }
    options: capacity == 'serverless' ? {} : { autoscaleSettings: { maxThroughput: maxThroughput } }
  }
}

resource sqlContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-10-15' = [for container in containers: {
  parent: sqlDatabase
  name: container.name
  properties: {
    resource: union(
      {
        id: container.name
        partitionKey: {
          paths: [container.partitionKey]
          kind: 'Hash'
          version: 2
        }
        indexingPolicy: empty(container.indexed)
          ? { indexingMode: 'none', automatic: false }
          : {
              indexingMode: 'consistent'
              automatic: true
              includedPaths: map(container.indexed, path => { path: path })
              excludedPaths: [{ path: '/*' }]
            }
      },
      container.expires ? { defaultTtl: -1 } : {}
    )
    options: {}
  }
}]

resource appMayReadAndWrite 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-10-15' = {
  parent: account
  name: guid(account.id, identity.id, dataContributor)
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${dataContributor}'
    principalId: identity.properties.principalId
    scope: '${account.id}/dbs/${sqlDatabase.name}'
  }
}

output id string = account.id
output endpoint string = account.properties.documentEndpoint
output database string = sqlDatabase.name
