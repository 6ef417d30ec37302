using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Local.FunctionsHost;

internal sealed class WorkerResponse(FunctionContext context) : HttpResponseData(context)
{
    private Stream? body;

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body
    {
        get => body ??= new MemoryStream();
        set => body = value;
    }

    public async Task Send(HttpResponse response)
    {
        response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers)
        {
            response.Headers[name] = string.Join(',', values);
        }

        if (body is { Length: > 0 })
        {
            response.ContentLength = body.Length;
            body.Position = 0;
            await body.CopyToAsync(response.Body, response.HttpContext.RequestAborted);
        }
        else
        {
            response.ContentLength = 0;
        }
    }
}
