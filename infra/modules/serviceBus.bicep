// The queues. A test compares them with those of the app and of the local stack.
param name string
param location string
param tags object
param identityName string
param tier string

// Sending and receiving would do for the app; counting what waits, by which the platform scales it, needs an owner of the namespace.
var serviceBusDataOwner = '090c5cfd-751d-490a-894a-3ce6f1109419'

var queueNames = [
  'user-events'
  'organization-events'
  'invitations'
  'reconcile'
  'operations'
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: tier == 'Premium' ? { name: tier, tier: tier, capacity: 1 } : { name: tier, tier: tier }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for queueName in queueNames: {
  parent: namespace
  name: queueName
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    requiresSession: false
    // Sequence numbers only grow in queues without partitions, which runs over dead letters build on.
    enablePartitioning: false
    // The longest there is: what waits is not lost by waiting.
    defaultMessageTimeToLive: 'P10675199DT2H48M5.4775807S'
    deadLetteringOnMessageExpiration: false
    maxSizeInMegabytes: 1024
  }
}]

resource appMayUse 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, identity.id, serviceBusDataOwner)
  scope: namespace
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusDataOwner)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

output id string = namespace.id
output address string = '${namespace.name}.servicebus.windows.net'
output queueNames array = queueNames
