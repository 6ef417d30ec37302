using System.Globalization;
using Local.Cosmos.Http;
using Local.Cosmos.Store;

namespace Local.Cosmos.Gateway;

/// <summary>From request to answer: faults, signature, the operation, counters. Knows nothing of sockets.</summary>
internal sealed class CosmosGateway(CosmosStore store, TimeProvider clock, bool verifySignature) : IDisposable
{
    private readonly CancellationTokenSource closed = new();
    private readonly LocalView localView = new(store);

    public CosmosFaults Faults { get; } = new();

    public CosmosMetrics Metrics { get; } = new();

    /// <summary>Ends delayed requests, and from now on closes every connection unanswered.</summary>
    public void Dispose() => closed.Cancel();

    public ValueTask<GatewayResponse> HandleAsync(GatewayRequest request, CancellationToken cancellationToken)
    {
        if (closed.IsCancellationRequested)
        {
            return new(GatewayResponse.ConnectionClosed);
        }

        if (LocalView.Shows(request.Path))
        {
            return new(localView.Answer(request, Metrics));
        }

        return Faults.Match(request.Method, request.Path) switch
        {
            null => new(Handle(request)),
            FaultAction.Answer answer => new(Injected(answer)),
            FaultAction.Delay delay => HandleLaterAsync(request, delay.Time, cancellationToken),
            FaultAction.CloseAfterHandling => new(HandleUnanswered(request)),
            _ => new(GatewayResponse.ConnectionClosed),
        };
    }

    private async ValueTask<GatewayResponse> HandleLaterAsync(
        GatewayRequest request, TimeSpan delay, CancellationToken cancellationToken)
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

        return Handle(request);
    }

    private GatewayResponse HandleUnanswered(GatewayRequest request)
    {
        Handle(request);
        return GatewayResponse.ConnectionClosed;
    }

    private GatewayResponse Handle(GatewayRequest request)
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
            response = Answer(operation, request, path);
        }
        catch (RequestRefusedException refused)
        {
            response = GatewayResponse.Error(refused.Status, refused.Message, refused.Substatus);
        }
        catch (Exception fault)
        {
            // A defect of the emulator: the caller must see what it is, not a closed connection.
            response = GatewayResponse.Error(500, fault.ToString());
        }

        Metrics.Count(operation, response.Charge);
        return WithCommonHeaders(response, request);
    }

    private GatewayResponse Answer(CosmosOperation operation, GatewayRequest request, ResourcePath path) => operation switch
    {
        CosmosOperation.Metadata => MetadataRequests.Answer(store, request, path.Segments),
        CosmosOperation.Create or CosmosOperation.Read or CosmosOperation.Replace or CosmosOperation.Upsert
            or CosmosOperation.Delete => ItemRequests.Answer(operation, store, request, path.Segments),
        _ => throw RequestRefusedException.Unsupported(Operations.Describe(operation, request, path)),
    };

    private static GatewayResponse WithCommonHeaders(GatewayResponse response, GatewayRequest request)
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

    private static GatewayResponse Injected(FaultAction.Answer answer)
    {
        var response = GatewayResponse.Error(answer.Status, "Answered by an injected fault.", answer.Substatus);
        return answer.RetryAfter is { } wait
            ? response.With(HeaderNames.RetryAfter, ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture))
            : response;
    }
}
