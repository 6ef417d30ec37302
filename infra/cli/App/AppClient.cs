using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Cli.App;

/// <summary>Asks the app, and turns what is no success into words and an exit code.</summary>
internal sealed class AppClient(AppAddress address, TimeSpan patience) : IDisposable
{
    /// <summary>In bytes; a page of the largest list is far below.</summary>
    private const int LargestAnswer = 32 * 1024 * 1024;

    // Whoever redirects should not be handed the key.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = address.Url,
        Timeout = patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    public AppAddress Address => address;

    /// <param name="path">Without the prefix <c>api/</c>.</param>
    /// <param name="type">How the app itself writes such an answer.</param>
    public async Task<AppAnswer<T>> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Read(await Ask(path, cancellation), type);

    /// <inheritdoc cref="Get"/>
    /// <param name="body">Null for none.</param>
    public async Task<AppAnswer<T>> Post<T>(string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Read(Succeeded(await Send(HttpMethod.Post, path, body, withKey: true, cancellation)), type);

    /// <summary>A success; whatever else it is becomes an exception for the person.</summary>
    public async Task<AppAnswer> Ask(string path, CancellationToken cancellation) =>
        Succeeded(await Send(HttpMethod.Get, path, null, withKey: true, cancellation));

    /// <summary>Any answer at all.</summary>
    /// <exception cref="ToolException">None came.</exception>
    public async Task<AppAnswer> Send(HttpMethod method, string path, byte[]? body, bool withKey, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, "api/" + path);
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body ?? []) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (withKey && address.Key is { } key && !request.Headers.TryAddWithoutValidation("x-functions-key", key))
        {
            throw new ToolException(ExitCode.WrongUsage, "The function key cannot be sent in a header.");
        }

        return await Send(request, cancellation);
    }

    /// <inheritdoc cref="Send(HttpMethod, string, byte[], bool, CancellationToken)"/>
    public async Task<AppAnswer> Send(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            return new AppAnswer(
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                await response.Content.ReadAsByteArrayAsync(cancellation),
                response.Headers.Date);
        }
        catch (HttpRequestException unreachable)
        {
            throw new ToolException(ExitCode.Unreachable, $"The app at {address.Url} cannot be reached: {Innermost(unreachable)}", unreachable)
            {
                Hint = Refusal.WhereToLook(address),
            };
        }
        catch (TaskCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException(ExitCode.Unreachable, $"The app at {address.Url} did not answer within {patience.TotalSeconds:0} s.", late)
            {
                Hint = "--timeout allows more.",
            };
        }
    }

    public void Dispose() => http.Dispose();

    private AppAnswer Succeeded(AppAnswer answer) => answer.IsSuccess ? answer : throw Refusal.Of(answer, address);

    private static AppAnswer<T> Read<T>(AppAnswer answer, JsonTypeInfo<T> type)
    {
        try
        {
            var json = JsonElement.Parse(answer.Body);
            return new AppAnswer<T>(json.Deserialize(Forgiving(type)) ?? throw new JsonException("It is null."), json);
        }
        catch (JsonException unexpected)
        {
            throw new ToolException(
                ExitCode.Unreachable,
                $"The answer is not what this version of the tool knows; is the app of another? {unexpected.Message}",
                unexpected);
        }
    }

    /// <summary>
    /// The app's own description of the answer, forgiving: a newer app may have added to it, and every app leaves out what is null.
    /// </summary>
    private static JsonTypeInfo<T> Forgiving<T>(JsonTypeInfo<T> type)
    {
        var options = new JsonSerializerOptions(type.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            RespectRequiredConstructorParameters = false,
        };
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } cause)
        {
            failure = cause;
        }

        return failure.Message.TrimEnd('.') + ".";
    }
}
