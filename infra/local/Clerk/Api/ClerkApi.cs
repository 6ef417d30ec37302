using System.Security.Cryptography;
using System.Text;
using Local.Clerk.Http;
using Local.Clerk.Store;
using Local.Journal;

namespace Local.Clerk.Api;

/// <summary>From request to answer: faults, key, limits, the operation, counters. Knows nothing of sockets.</summary>
internal sealed class ClerkApi : IDisposable
{
    public const string Root = "/v1";

    /// <summary>The version of the API that is served.</summary>
    public const string Version = "2026-05-12";

    private const string Unrouted = "(other)";

    private readonly ClerkSimulatorOptions options;
    private readonly RateLimits limits;
    private readonly CancellationTokenSource closed = new();

    public ClerkApi(ClerkState state, ClerkDirectory directory, ClerkFaults faults, ClerkMetrics metrics, ClerkSimulatorOptions options)
    {
        Directory = directory;
        Faults = faults;
        Metrics = metrics;
        this.options = options;
        limits = new RateLimits(options.RequestsPer10Seconds, options.Clock);
        Routes = [.. new UserRequests(state, directory).Routes];
    }

    public ClerkDirectory Directory { get; }

    public ClerkFaults Faults { get; }

    public ClerkMetrics Metrics { get; }

    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Ends delayed requests, and from now on closes every connection unanswered.</summary>
    public void Dispose() => closed.Cancel();

    public async ValueTask<ApiResponse> HandleAsync(ApiRequest request, CancellationToken cancellation)
    {
        if (closed.IsCancellationRequested)
        {
            return ApiResponse.ConnectionClosed;
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
        Metrics.CountCall(route?.Name ?? Unrouted, response.Status);
        return response;
    }

    private (Route? Route, IReadOnlyList<string> Arguments) Find(ApiRequest request)
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
        ApiRequest request, Route? route, IReadOnlyList<string> arguments, TimeSpan delay, CancellationToken cancellation)
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

    private async ValueTask<ApiResponse> InsteadAsync(ApiRequest request, Route? route, IReadOnlyList<string> arguments, ApiResponse answer)
    {
        await CarryOutAsync(request, route, arguments);
        return answer;
    }

    /// <summary>The answer leaves when what it says, or was decided by, cannot be lost any more.</summary>
    private async ValueTask<ApiResponse> CarryOutAsync(ApiRequest request, Route? route, IReadOnlyList<string> arguments)
    {
        var response = Handle(request, route, arguments);
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

    private ApiResponse Handle(ApiRequest request, Route? route, IReadOnlyList<string> arguments)
    {
        try
        {
            return Answer(request, route, arguments);
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

    private ApiResponse Answer(ApiRequest request, Route? route, IReadOnlyList<string> arguments)
    {
        CheckKey(request.Header("Authorization"));
        if (route is null)
        {
            throw Refusal.NoSuchRoute(request.Method, request.Path);
        }

        limits.Take(route, arguments);
        if (request.Body.Length > ApiRequest.MaxBodyBytes)
        {
            throw new ClerkRefusedException(413, "request_body_too_large", "Request body too large", $"A body has at most {ApiRequest.MaxBodyBytes} bytes.");
        }

        var parameters = new Parameters(request.Query);
        CheckVersion(request.Header("Clerk-API-Version"), parameters.Text("__clerk_api_version"));
        var unknown = parameters.Names.FirstOrDefault(
            name => !route.Parameters.Contains(name) && !route.Tolerated.Contains(name) && name != "__clerk_api_version");
        if (unknown is not null)
        {
            throw Refusal.Unknown(unknown);
        }

        var hidden = Faults.OnAnswer<ClerkFaultAction.HideFromLists>(request.Method, request.Path);
        var response = route.Answer(new Call(request, arguments, parameters, id => hidden is null || !IsHidden(id, hidden.Share)));
        if (response.Items is not null && Faults.OnAnswer<ClerkFaultAction.ShortPage>(request.Method, request.Path) is { } cut)
        {
            response = response.Shortened(cut.Share);
        }

        return response.Total is not null && Faults.OnAnswer<ClerkFaultAction.WrongCount>(request.Method, request.Path) is { } wrong
            ? response.Miscounted(wrong.Factor, wrong.Difference)
            : response;
    }

    private void CheckKey(string? header)
    {
        const string Scheme = "Bearer ";
        if (string.IsNullOrEmpty(header))
        {
            throw Refusal.Unauthenticated("authentication_invalid", "There is no Authorization header.");
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Unauthenticated("authorization_header_format_invalid", "The Authorization header must be: Bearer <secret key>.");
        }

        var given = Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(options.SecretKey)))
        {
            throw Refusal.Unauthenticated("clerk_key_invalid", "The provided Clerk secret key is invalid.");
        }
    }

    private static void CheckVersion(string? header, string? parameter)
    {
        if ((header is not null && parameter is not null) || (header ?? parameter ?? Version) != Version)
        {
            throw Refusal.BadRequest(
                "api_version_invalid", $"The local Clerk simulator serves version {Version}, named in the header or in the query, not in both.");
        }
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
