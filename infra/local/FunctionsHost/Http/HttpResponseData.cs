using System.Net;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The answer of an HTTP function. A new one starts at 200 without body or content type.</summary>
public abstract class HttpResponseData
{
    public HttpResponseData(FunctionContext functionContext)
    {
        FunctionContext = functionContext;
    }

    public abstract HttpStatusCode StatusCode { get; set; }

    public abstract HttpHeadersCollection Headers { get; set; }

    public abstract Stream Body { get; set; }

    public FunctionContext FunctionContext { get; }
}
