// Who is woken, and when. What to do then is in functions/Operations/README.md; which alert is which rule, in infra/README.md.
param actionGroupName string
param location string
param tags object
param email string

// Of messages in one queue: deadLetters, waitingMessages. Of requests that were refused in 5 minutes: brokerThrottles, storeThrottles.
// Of answers in 15 minutes: serverErrors, refusedWebhooks.
param thresholds object
param workspaceId string
param brokerId string
param queueNames array
param storeId string

var logRules = [
  {
    name: 'app-says-alert'
    description: 'The app found something that wants a person, and names it: the runbook in functions/Operations has a row of that name.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT5M'
    query: '''
AppTraces
| where SeverityLevel >= 3 and Message startswith "Alert "
| extend Split = extract("^Alert ([a-z-]+):", 1, Message)
| where isnotempty(Split)
'''
    operator: 'GreaterThan'
    threshold: 0
    split: true
  }
  {
    name: 'app-is-silent'
    description: 'WatchStatus has not run, so nobody would say what is wrong: the app does not start, or the function is disabled.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    query: '''
AppRequests
| where Name == "WatchStatus" and Success
'''
    operator: 'LessThan'
    threshold: 1
    split: false
  }
  {
    name: 'server-errors'
    description: 'A function answers 5xx. Of the webhook door: Svix repeats for 27 hours, then switches the endpoint off.'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    query: '''
AppRequests
| where toint(ResultCode) >= 500
| extend Split = Name
'''
    operator: 'GreaterThan'
    threshold: thresholds.serverErrors
    split: true
  }
  {
    name: 'webhooks-refused'
    description: 'Signatures do not match: somebody tries, or the signing secret is not that of the endpoint.'
    severity: 3
    frequency: 'PT15M'
    window: 'PT15M'
    query: '''
AppRequests
| where Name == "ReceiveClerkWebhook" and ResultCode == "401"
'''
    operator: 'GreaterThan'
    threshold: thresholds.refusedWebhooks
    split: false
  }
]

var eachQueue = { name: 'EntityName', operator: 'Include', values: queueNames }

var metricRules = [
  {
    name: 'dead-letters'
    description: 'Messages could not be handled.'
    severity: 2
    resource: brokerId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    aggregation: 'Average'
    window: 'PT15M'
    threshold: thresholds.deadLetters
    dimensions: [eachQueue]
  }
  {
    name: 'queue-behind'
    description: 'Messages come faster than they are handled, or are not handled at all.'
    severity: 2
    resource: brokerId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    aggregation: 'Average'
    window: 'PT15M'
    threshold: thresholds.waitingMessages
    dimensions: [eachQueue]
  }
  {
    name: 'broker-throttled'
    description: 'The namespace is at its limit of a thousand credits a second.'
    severity: 3
    resource: brokerId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ThrottledRequests'
    aggregation: 'Total'
    window: 'PT5M'
    threshold: thresholds.brokerThrottles
    dimensions: []
  }
  {
    name: 'store-throttled'
    description: 'The store tells calls to wait.'
    severity: 3
    resource: storeId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'TotalRequests'
    aggregation: 'Count'
    window: 'PT5M'
    threshold: thresholds.storeThrottles
    dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'userstore'
    enabled: true
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in logRules: {
  name: rule.name
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.name
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: rule.frequency
    windowSize: rule.window
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: rule.operator
          threshold: rule.threshold
          dimensions: rule.split ? [{ name: 'Split', operator: 'Include', values: ['*'] }] : []
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    // Before the first log line there is no table to validate against.
    skipQueryValidation: true
    actions: { actionGroups: empty(email) ? [] : [people.id] }
  }
}]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for rule in metricRules: {
  name: rule.name
  location: 'global'
  tags: tags
  properties: {
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [rule.resource]
    evaluationFrequency: 'PT5M'
    windowSize: rule.window
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: rule.name
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: rule.namespace
          metricName: rule.metric
          operator: 'GreaterThan'
          threshold: rule.threshold
          timeAggregation: rule.aggregation
          dimensions: rule.dimensions
        }
      ]
    }
    autoMitigate: true
    actions: empty(email) ? [] : [{ actionGroupId: people.id }]
  }
}]
