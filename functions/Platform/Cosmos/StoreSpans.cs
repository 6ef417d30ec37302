using System.Diagnostics;
using System.Globalization;
using Microsoft.Azure.Cosmos;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Cosmos;

/// <summary>
/// Spans of calls to the store, as https://opentelemetry.io/docs/specs/semconv/database/cosmosdb says; without query texts and ids of
/// documents.
/// </summary>
internal static class StoreSpans
{
    /// <param name="operation">As the conventions name it, for instance <c>read_item</c>.</param>
    public static Activity? Start(string operation, Container container) => !Spans.AreHeard ? null
        : Spans.Start($"{operation} {container.Id}", ActivityKind.Client)
            ?.SetTag("db.system.name", "azure.cosmosdb")
            .SetTag("db.namespace", container.Database.Id)
            .SetTag("db.collection.name", container.Id)
            .SetTag("db.operation.name", operation);

    /// <param name="isOrdinary">The status is an answer, not a failure: none such document, or somebody else was faster.</param>
    public static void Answered(this Activity? span, ResponseMessage response, bool isOrdinary)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        span.SetTag("db.response.status_code", status).SetTag("azure.cosmosdb.operation.request_charge", response.Headers.RequestCharge);
        if (!response.IsSuccessStatusCode && !isOrdinary)
        {
            span.Fail(status);
        }
    }
}
