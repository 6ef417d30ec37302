using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Local.FunctionsHost;

/// <summary>A request as the real worker receives it over gRPC: body in memory, header names in lower case, one value each.</summary>
internal sealed class WorkerRequest : HttpRequestData
{
    private readonly HttpRequest request;
    private Uri? url;

    public WorkerRequest(HttpRequest request, byte[] body, FunctionContext context) : base(context)
    {
        this.request = request;
        Method = request.Method;
        Body = new MemoryStream(body, writable: false);
        foreach (var (name, values) in request.Headers)
        {
            Headers.TryAddWithoutValidation(name.ToLowerInvariant(), values.ToString());
        }
    }

    public override Stream Body { get; }

    public override HttpHeadersCollection Headers { get; } = [];

    public override Uri Url => url ??= new Uri($"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}");

    public override string Method { get; }

    public override HttpResponseData CreateResponse() => new WorkerResponse(FunctionContext);

    /// <summary>
    /// The whole body, or null when it is over the limit. The real host copies a body only when its length was
    /// announced: a chunked one reaches the function empty (https://github.com/Azure/azure-functions-host/issues/7930).
    /// </summary>
    public static async ValueTask<byte[]?> ReadBody(HttpRequest request, long limit)
    {
        if (request.ContentLength is not (> 0 and var length))
        {
            return [];
        }

        if (length > limit)
        {
            return null;
        }

        try
        {
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
            return body;
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }
}
