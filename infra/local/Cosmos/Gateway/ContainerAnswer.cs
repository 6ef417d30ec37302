using System.Globalization;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>What answers about items have in common, whatever was asked.</summary>
internal static class ContainerAnswer
{
    /// <summary>Finds the container of <c>dbs/{database}/colls/{container}/docs…</c>.</summary>
    /// <exception cref="RequestRefusedException">404 with the substatus that makes the SDK look for the container again.</exception>
    public static Container Owner(CosmosStore store, string[] path) => store.Find(path[1])?.Find(path[3])
        ?? throw new RequestRefusedException(
            404, $"Owner resource does not exist: container '{path[3]}' of database '{path[1]}'.", Substatus.OwnerNotFound);

    public static GatewayResponse NotWritten(WriteResult result, Container container) => result.Outcome switch
    {
        WriteOutcome.AlreadyExists or WriteOutcome.UniqueKeyTaken =>
            Refused(409, "Resource with specified id or name already exists.", container, result.Lsn),
        WriteOutcome.PreconditionFailed => PreconditionFailed(container, result.Lsn),
        _ => NotFound(container, result.Lsn),
    };

    public static GatewayResponse NotFound(Container container, long lsn) =>
        Refused(404, "Resource Not Found. The item does not exist in this container under this partition key.", container, lsn);

    public static GatewayResponse PreconditionFailed(Container container, long lsn, int substatus = 0) => Refused(
        412, "Operation cannot be performed because one of the specified precondition is not met.", container, lsn, substatus);

    /// <summary>Of an item just written.</summary>
    public static double WriteCharge(WriteResult result, int indexedPaths) => result.Outcome == WriteOutcome.Created
        ? RequestCharge.CreateOrDelete(result.Item!.Json.Length, indexedPaths)
        : RequestCharge.Replace(result.Item!.Json.Length, indexedPaths);

    /// <summary>An item just written.</summary>
    public static GatewayResponse Written(LoopbackRequest request, Container container, WriteResult result, int indexedPaths)
    {
        var item = result.Item!;
        var created = result.Outcome == WriteOutcome.Created;
        var minimal = string.Equals(request.Header(HeaderNames.Prefer), "return=minimal", StringComparison.OrdinalIgnoreCase);
        var response = new GatewayResponse(created ? 201 : 200)
        {
            Body = minimal ? default : item.Json,
            Charge = WriteCharge(result, indexedPaths),
        };
        return WithHeaders(response.With(HeaderNames.Etag, item.Etag), container, result.Lsn, item.Durable);
    }

    /// <param name="response">The answer.</param>
    /// <param name="container">What it is about.</param>
    /// <param name="lsn">The container's log sequence number it is as of.</param>
    /// <param name="durable">What must be safe before the answer leaves; null for all the container's writes so far.</param>
    public static GatewayResponse WithHeaders(GatewayResponse response, Container container, long lsn, Task? durable = null)
    {
        var text = lsn.ToString(CultureInfo.InvariantCulture);
        response.Durable = durable ?? container.Durable;
        return response
            .With(HeaderNames.SessionToken, string.Concat("0:-1#", text))
            .With(HeaderNames.Lsn, text)
            .With(HeaderNames.PartitionKeyRangeId, "0")
            .With(HeaderNames.NamePath, container.NamePath)
            .With(HeaderNames.RidPath, container.Rid);
    }

    private static GatewayResponse Refused(int status, string message, Container container, long lsn, int substatus = 0) =>
        WithHeaders(GatewayResponse.Error(status, message, substatus, RequestCharge.NotDone), container, lsn);
}
