using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Serverless.Platform.Telemetry;

namespace Serverless.Platform.Clerk;

/// <summary>
/// Sends requests to Clerk's Backend API: each try under the common rate budget and with a deadline, tried again as
/// <see cref="ClerkRetryRules"/> says, answers read straight from the connection.
/// </summary>
public sealed class ClerkHttp : IDisposable
{
    // https://clerk.com/docs/guides/development/upgrading/versioning
    private const string ApiVersion = "2026-05-12";

    /// <summary>For one try, until its answer is read.</summary>
    private static readonly TimeSpan DeadlineOfTry = TimeSpan.FromSeconds(10);

    /// <summary>For all tries and the waits between them, those for the budget included.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    // A page of 500 users, each with all the metadata that Clerk allows, is about 15 MB.
    private const long LargestAnswer = 64 * 1024 * 1024;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = LenientJson.MaxDepth,
    };

    private readonly HttpClient http;
    private readonly ClerkRateBudget budget;
    private readonly ClerkMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline repeatable;
    private readonly ResiliencePipeline unrepeatable;

    public ClerkHttp(ClerkSettings settings, ClerkRateBudget budget, ClerkMetrics metrics, TimeProvider clock)
    {
        this.budget = budget;
        this.metrics = metrics;
        this.clock = clock;
        http = Connect(settings);
        repeatable = Retrying(isRepeatable: true);
        unrepeatable = Retrying(isRepeatable: false);
    }

    public void Dispose() => http.Dispose();

    /// <summary>The answer, which the caller disposes.</summary>
    internal async Task<JsonDocument> Send(ClerkRequest request, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await (request.IsRepeatable ? repeatable : unrepeatable).ExecuteAsync(
                async token => await TryInBudget(request, token, cancellation), either.Token);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // Between two tries, that is: what strikes during a try is the try's own failure.
            throw new ClerkException(null, ClerkCodes.TimedOut, late);
        }
    }

    private async Task<JsonDocument> TryInBudget(ClerkRequest request, CancellationToken token, CancellationToken callers)
    {
        if (request.IsLimited)
        {
            await budget.Take(token);
        }

        Cost.AddClerkCall();
        using var span = ClerkSpans.Start(request, http.BaseAddress!.Host);
        try
        {
            var answer = await TryInTime(request, token, callers);
            metrics.Answered(request.Endpoint);
            return answer;
        }
        catch (ClerkException failure)
        {
            metrics.Failed(request.Endpoint, failure);
            span.Refused(failure);
            if (failure is { Status: 429, RetryAfter: { } pause } && request is { IsLimited: true, HasOwnLimit: false })
            {
                await budget.Pause(pause, token);
            }

            throw;
        }
        catch (Exception unforeseen)
        {
            span.Fail(unforeseen);
            throw;
        }
    }

    private async Task<JsonDocument> TryInTime(ClerkRequest request, CancellationToken token, CancellationToken callers)
    {
        using var deadline = new CancellationTokenSource(DeadlineOfTry, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, token);
        try
        {
            return await Exchange(request, either.Token);
        }
        catch (OperationCanceledException late) when (!callers.IsCancellationRequested)
        {
            throw Failure(request, null, ClerkCodes.TimedOut, late);
        }
        catch (HttpRequestException refused) when (refused.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw Failure(request, null, ClerkCodes.NotConnected, refused);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw Failure(request, null, ClerkCodes.ConnectionLost, broken);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidDataException)
        {
            throw Failure(request, 200, ClerkCodes.Unreadable, unreadable);
        }
    }

    private async Task<JsonDocument> Exchange(ClerkRequest request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(request.Method, request.Address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var content = await response.Content.ReadAsStreamAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw await Refusal(request, response, content, cancellation);
        }

        await using var bounded = new BoundedStream(content, LargestAnswer);
        return await JsonDocument.ParseAsync(bounded, Lenient, cancellation);
    }

    private async Task<ClerkException> Refusal(
        ClerkRequest request, HttpResponseMessage response, Stream content, CancellationToken cancellation)
    {
        var body = await ClerkErrorBody.Read(content, cancellation);
        var trace = body.TraceId
            ?? (response.Headers.TryGetValues("cf-ray", out var rays) ? ClerkErrorBody.AsCode(rays.FirstOrDefault()) : null);
        var status = (int)response.StatusCode;
        return new ClerkException(status, body, trace, Pause(response.Headers.RetryAfter))
        {
            EffectUnknown = !request.IsRepeatable && status is (408 or >= 500),
        };
    }

    private static ClerkException Failure(ClerkRequest request, int? status, string code, Exception cause) => new(status, code, cause)
    {
        EffectUnknown = !request.IsRepeatable && code != ClerkCodes.NotConnected,
    };

    private TimeSpan? Pause(RetryConditionHeaderValue? retryAfter)
    {
        var pause = retryAfter?.Delta ?? (retryAfter?.Date - clock.GetUtcNow());
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private ResiliencePipeline Retrying(bool isRepeatable) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is ClerkException failure && ClerkRetryRules.ShouldRetry(failure, isRepeatable)),
            MaxRetryAttempts = ClerkRetryRules.MostRetries,
            Delay = ClerkRetryRules.FirstBackoff,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Exception as ClerkException)?.RetryAfter),
        })
        .Build();

    private static HttpClient Connect(ClerkSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            // A connection that is never renewed would never hear of a change in DNS.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            // Clerk redirects nothing; whoever does should not be handed our key or our answers.
            AllowAutoRedirect = false,
            UseCookies = false,
            // Our traces are none of Clerk's business.
            ActivityHeadersPropagator = null,
        };
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"{settings.Address}".TrimEnd('/') + "/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders =
            {
                { "Clerk-API-Version", ApiVersion },
                { "Authorization", $"Bearer {settings.SecretKey}" },
                { "User-Agent", "serverless-user-store" },
                { "Accept", "application/json" },
            },
        };
    }
}
