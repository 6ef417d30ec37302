using System.Security.Cryptography;
using System.Text;
using Local.Clerk.Http;
using Local.Clerk.Store;
using Local.Clerk.Tokens;
using Local.Journal;

namespace Local.Clerk.Api;

/// <summary>From request to answer: faults, key, limits, the operation, counters. Knows nothing of sockets.</summary>
internal sealed class ClerkApi : IDisposable
{
    public const string Root = "/v1";

    private const string PublicKeys = "/.well-known/jwks.json";

    private const string Unrouted = "(other)";

    private readonly ClerkSimulatorOptions options;
    private readonly RateLimits limits;
    private readonly SigningKey key;
    private readonly CancellationTokenSource closed = new();

    public ClerkApi(
        ClerkState state,
        ClerkDirectory directory,
        OrganizationWriter writer,
        SigningKey key,
        ClerkFaults faults,
        ClerkMetrics metrics,
        ClerkSimulatorOptions options)
    {
        Directory = directory;
        Faults = faults;
        Metrics = metrics;
        this.options = options;
        limits = new RateLimits(options.RequestsPer10Seconds, options.Clock);
        this.key = key;
        Routes =
        [
            .. new UserRequests(state, directory).Routes,
            .. new InvitationRequests(state, directory, options.Clock).Routes,
            .. new OrganizationRequests(state, directory, writer).Routes,
            .. new MembershipRequests(state, directory, writer).Routes,
            .. new OrganizationInvitationRequests(state, directory, writer, options.Clock).Routes,
            new Route("GET", "/jwks", _ => ApiResponse.Json(key.Jwks)) { IsLimited = false },
        ];
    }

    public ClerkDirectory Directory { get; }

    public ClerkFaults Faults { get; }

    public ClerkMetrics Metrics { get; }

    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Set once the address is known, which tokens name.</summary>
    public LocalControl? Control { get; set; }

    /// <summary>Ends delayed requests, and from now on closes every connection unanswered.</summary>
    public void Dispose() => closed.Cancel();

    public async ValueTask<ApiResponse> HandleAsync(LoopbackRequest request, CancellationToken cancellation)
    {
        if (closed.IsCancellationRequested)
        {
            return ApiResponse.ConnectionClosed;
        }

        if (Control is not null && LocalControl.Serves(request.Path))
        {
            return await WhenDurableAsync(Handle(() => Control.Answer(request)));
        }

        var (route, arguments) = Find(request);
        var response = Faults.OnRequest(request.Method, request.Path) switch
        {
            null => await CarryOutAsync(request, route, arguments),
            ClerkFaultAction.Answer answer => Injected(answer.Status, answer.RetryAfter),
            ClerkFaultAction.Delay delay => await CarryOutLaterAsync(request, route, arguments, delay.Time, cancellation),
            ClerkFaultAction.AnswerAfterHandling answer => await InsteadAsync(request, route, arguments, Injected(answer.Status)),
            ClerkFaultAction.CloseAfterHandling => await InsteadAsync(request, route, arguments, ApiResponse.ConnectionClosed),
            _ => ApiResponse.ConnectionClosed,
        };
        Metrics.CountCall(route?.Name ?? (request.Path == PublicKeys ? $"GET {PublicKeys}" : Unrouted), response.Status);
        return response;
    }

    private (Route? Route, IReadOnlyList<string> Arguments) Find(LoopbackRequest request)
    {
        if (request.Path.StartsWith(Root + "/", StringComparison.Ordinal))
        {
            var path = request.Path[(Root.Length + 1)..].TrimEnd('/').Split('/').Select(Uri.UnescapeDataString).ToList();
            foreach (var route in Routes)
            {
                if (route.Method == request.Method && route.Matches(path, out var arguments))
                {
                    return (route, arguments);
                }
            }
        }

        return (null, []);
    }

    private async ValueTask<ApiResponse> CarryOutLaterAsync(
        LoopbackRequest request, Route? route, IReadOnlyList<string> arguments, TimeSpan delay, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closed.Token);
        try
        {
            await Task.Delay(delay, options.Clock, ended.Token);
        }
        catch (OperationCanceledException)
        {
            return ApiResponse.ConnectionClosed;
        }

        return await CarryOutAsync(request, route, arguments);
    }

    private async ValueTask<ApiResponse> InsteadAsync(LoopbackRequest request, Route? route, IReadOnlyList<string> arguments, ApiResponse answer)
    {
        await CarryOutAsync(request, route, arguments);
        return answer;
    }

    private ValueTask<ApiResponse> CarryOutAsync(LoopbackRequest request, Route? route, IReadOnlyList<string> arguments) =>
        WhenDurableAsync(Handle(() => Answer(request, route, arguments)));

    /// <summary>The answer leaves when what it says, or was decided by, cannot be lost any more.</summary>
    private async ValueTask<ApiResponse> WhenDurableAsync(ApiResponse response)
    {
        try
        {
            await Directory.Durable;
            return response;
        }
        catch (JournalException failure)
        {
            return Error(new ClerkRefusedException(503, "service_unavailable", "Service unavailable", failure.Message));
        }
    }

    private static ApiResponse Handle(Func<ApiResponse> answer)
    {
        try
        {
            return answer();
        }
        catch (ClerkRefusedException refused)
        {
            return Error(refused);
        }
        catch (Exception fault)
        {
            // A defect of the simulator: the caller must see what it is, not a closed connection.
            return Error(new ClerkRefusedException(500, "internal_clerk_error", "Internal error", fault.ToString()));
        }
    }

    private ApiResponse Answer(LoopbackRequest request, Route? route, IReadOnlyList<string> arguments)
    {
        if (request is { Method: "GET", Path: PublicKeys })
        {
            return ApiResponse.Json(key.Jwks);
        }

        RequestCheck.Key(request, options.SecretKey);
        if (route is null)
        {
            throw Refusal.NoSuchRoute(request.Method, request.Path);
        }

        limits.Take(route, arguments);
        RequestCheck.Size(request);
        var parameters = new Parameters(request.Query);
        RequestCheck.Version(request, parameters);
        RequestCheck.Known(route, parameters);
        // Asked for by the first entry of a list, so that only lists are hit.
        var hidden = new Lazy<double>(() => Faults.OnAnswer<ClerkFaultAction.HideFromLists>(request.Method, request.Path)?.Share ?? 0);
        var response = route.Answer(new Call(request, arguments, parameters, id => hidden.Value == 0 || !IsHidden(id, hidden.Value)));
        if (response.Items is not null && Faults.OnAnswer<ClerkFaultAction.ShortPage>(request.Method, request.Path) is { } cut)
        {
            response = response.Shortened(cut.Share);
        }

        return response.Total is not null && Faults.OnAnswer<ClerkFaultAction.WrongCount>(request.Method, request.Path) is { } wrong
            ? response.Miscounted(wrong.Factor, wrong.Difference)
            : response;
    }

    /// <summary>The same answer for the same id in every run.</summary>
    private static bool IsHidden(string id, double share) =>
        BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(id))) < share * uint.MaxValue;

    private static ApiResponse Injected(int status, TimeSpan? retryAfter = null) => Error(new ClerkRefusedException(
        status,
        status switch
        {
            401 => "authentication_invalid",
            403 => "authorization_invalid",
            404 => "resource_not_found",
            409 => "conflict",
            429 => "too_many_requests",
            503 => "service_unavailable",
            >= 500 => "internal_clerk_error",
            _ => "bad_request",
        },
        "Injected",
        "Answered by an injected fault.",
        retryAfter: retryAfter));

    private static ApiResponse Error(ClerkRefusedException refused) =>
        ApiResponse.Error(refused, RandomNumberGenerator.GetHexString(32, lowercase: true));
}
