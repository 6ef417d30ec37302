using System.Globalization;
using Local.Cosmos.Http;
using Local.Cosmos.Store;
using Local.Journal;

namespace Local.Cosmos.Gateway;

/// <summary>From request to answer: faults, signature, the operation, counters. Knows nothing of sockets.</summary>
internal sealed class CosmosGateway(CosmosStore store, TimeProvider clock, bool verifySignature) : IDisposable
{
    private readonly CancellationTokenSource closed = new();
    private readonly LocalView localView = new(store);

    public CosmosFaults Faults { get; } = new(clock);

    public CosmosMetrics Metrics { get; } = new();

    /// <summary>Ends delayed requests, and from now on closes every connection unanswered.</summary>
    public void Dispose() => closed.Cancel();

    public ValueTask<GatewayResponse> HandleAsync(LoopbackRequest request, CancellationToken cancellationToken)
    {
        if (closed.IsCancellationRequested)
        {
            return new(GatewayResponse.ConnectionClosed);
        }

        if (LocalView.Shows(request.Path))
        {
            return new(localView.Answer(request, Metrics));
        }

        return Faults.Match(request) switch
        {
            null => CarryOutAsync(request),
            FaultAction.Answer answer => new(Injected(answer)),
            FaultAction.Delay delay => HandleLaterAsync(request, delay.Time, cancellationToken),
            FaultAction.CloseAfterHandling => HandleInsteadAsync(request, GatewayResponse.ConnectionClosed),
            FaultAction.AnswerAfterHandling answer => HandleInsteadAsync(request, Injected(new(answer.Status, answer.Substatus))),
            _ => new(GatewayResponse.ConnectionClosed),
        };
    }

    private async ValueTask<GatewayResponse> HandleLaterAsync(
        LoopbackRequest request, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed.Token);
        try
        {
            await Task.Delay(delay, clock, ended.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return GatewayResponse.ConnectionClosed;
        }

        return await CarryOutAsync(request);
    }

    /// <summary>The answer leaves when what it says, or was decided by, cannot be lost any more.</summary>
    private ValueTask<GatewayResponse> CarryOutAsync(LoopbackRequest request)
    {
        var response = Handle(request);
        return response.Durable.IsCompletedSuccessfully ? new(response) : WhenDurableAsync(response, request);
    }

    private static async ValueTask<GatewayResponse> WhenDurableAsync(GatewayResponse response, LoopbackRequest request)
    {
        try
        {
            await response.Durable;
            return response;
        }
        catch (JournalException failure)
        {
            return WithCommonHeaders(GatewayResponse.Error(503, failure.Message), request);
        }
    }

    private async ValueTask<GatewayResponse> HandleInsteadAsync(LoopbackRequest request, GatewayResponse answer)
    {
        await CarryOutAsync(request);
        return answer;
    }

    private GatewayResponse Handle(LoopbackRequest request)
    {
        var operation = CosmosOperation.Other;
        GatewayResponse response;
        try
        {
            if (request.Body.Length > Limits.RequestBytes)
            {
                throw RequestRefusedException.TooLarge(Limits.RequestBytes);
            }

            var path = ResourcePath.Parse(request.Path);
            if (verifySignature)
            {
                MasterKeySignature.Verify(request, path);
            }

            operation = Operations.Of(request, path);
            response = AnswerWithinBudget(operation, request, path);
        }
        catch (RequestRefusedException refused)
        {
            response = GatewayResponse.Error(refused.Status, refused.Message, refused.Substatus);
            response.Durable = store.Durable;
        }
        catch (Exception fault)
        {
            // A defect of the emulator: the caller must see what it is, not a closed connection.
            response = GatewayResponse.Error(500, fault.ToString());
        }

        Metrics.Count(operation, response.Charge);
        return WithCommonHeaders(response, request);
    }

    private GatewayResponse AnswerWithinBudget(CosmosOperation operation, LoopbackRequest request, ResourcePath path)
    {
        if (path.Segments is not ["dbs", _, "colls", var container, "docs", ..] || Faults.BudgetOf(container) is not { } budget)
        {
            return Answer(operation, request, path);
        }

        if (budget.Wait() is { } wait)
        {
            Faults.CountThrottled();
            return Throttled(wait);
        }

        var response = Answer(operation, request, path);
        budget.Spend(response.Charge);
        return response;
    }

    private GatewayResponse Answer(CosmosOperation operation, LoopbackRequest request, ResourcePath path) => operation switch
    {
        CosmosOperation.Metadata => MetadataAnswer(request, path),
        CosmosOperation.Create or CosmosOperation.Read or CosmosOperation.Replace or CosmosOperation.Upsert
            or CosmosOperation.Delete => ItemRequests.Answer(operation, store, request, path.Segments),
        CosmosOperation.Patch => PatchRequests.Answer(store, request, path.Segments),
        CosmosOperation.Batch when request.IsTrue(HeaderNames.IsAtomicBatch) => BatchRequests.Answer(store, request, path.Segments),
        CosmosOperation.Query when request.IsTrue(HeaderNames.IsQueryPlan) => QueryRequests.Plan(request),
        CosmosOperation.Query when path.Segments is ["dbs", _, "colls", _, "docs"] => QueryRequests.Query(store, request, path.Segments),
        CosmosOperation.ChangeFeed => ChangeFeedRequests.Answer(store, request, path.Segments),
        CosmosOperation.ReadFeed => QueryRequests.ReadFeed(store, request, path.Segments),
        _ => throw RequestRefusedException.Unsupported(Operations.Describe(operation, request, path)),
    };

    private GatewayResponse MetadataAnswer(LoopbackRequest request, ResourcePath path)
    {
        var response = MetadataRequests.Answer(store, request, path.Segments);
        response.Durable = store.Durable;
        return response;
    }

    private static GatewayResponse WithCommonHeaders(GatewayResponse response, LoopbackRequest request)
    {
        if (response.Charge > 0)
        {
            response.With(HeaderNames.RequestCharge, response.Charge.ToString(CultureInfo.InvariantCulture));
        }

        // Only what is an id: a header of the caller's making must not end up in ours.
        return request.Header(HeaderNames.ActivityId) is { } id && Guid.TryParse(id, out _)
            ? response.With(HeaderNames.ActivityId, id)
            : response;
    }

    private static GatewayResponse Throttled(TimeSpan wait)
    {
        const string Message = "Request rate is large. More Request Units may be needed, so no changes were made.";
        return WithRetryAfter(GatewayResponse.Error(429, Message, Substatus.RequestRateTooLarge, RequestCharge.Throttled), wait);
    }

    private static GatewayResponse Injected(FaultAction.Answer answer)
    {
        var response = GatewayResponse.Error(answer.Status, "Answered by an injected fault.", answer.Substatus);
        return answer.RetryAfter is { } wait ? WithRetryAfter(response, wait) : response;
    }

    private static GatewayResponse WithRetryAfter(GatewayResponse response, TimeSpan wait) =>
        response.With(HeaderNames.RetryAfter, ((long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture));
}
