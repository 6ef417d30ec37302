// One page to look at, on the portal.
param location string
param tags object
param workspaceId string
param brokerId string
param storeId string

var content = loadTextContent('workbook.json')

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'User store'
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: workspaceId
    serializedData: replace(replace(replace(content, '{workspace}', workspaceId), '{broker}', brokerId), '{store}', storeId)
  }
}
