using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Serverless.Tests.Support;

/// <summary>Stands between the app and Clerk and passes everything on, but for what a test holds back: so it says what happens meanwhile.</summary>
internal sealed class HeldClerk : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly HttpClient clerk = new();
    private readonly List<Held> holds = [];

    private HeldClerk(WebApplication server) => this.server = server;

    /// <summary>Where the app finds it.</summary>
    public Uri Address => new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Clerk itself.</summary>
    public Uri? Behind { get; set; }

    public static async Task<HeldClerk> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls($"http://{IPAddress.Loopback}:0");
        var server = builder.Build();
        var held = new HeldClerk(server);
        server.Run(held.PassOn);
        await server.StartAsync();
        return held;
    }

    /// <summary>Holds the next such request before Clerk has seen it.</summary>
    public Held Request(string method, string pathContains) => Add(new Held(method, pathContains, isAnswer: false));

    /// <summary>Holds the answer to the next such request: Clerk has done it, and the app does not know yet.</summary>
    public Held AnswerTo(string method, string pathContains) => Add(new Held(method, pathContains, isAnswer: true));

    public async ValueTask DisposeAsync()
    {
        holds.ForEach(hold => hold.LetGo());
        await server.DisposeAsync();
        clerk.Dispose();
    }

    private Held Add(Held hold)
    {
        lock (holds)
        {
            holds.Add(hold);
        }

        return hold;
    }

    private async Task PassOn(HttpContext context)
    {
        var (method, target) = (context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget);
        Held? hold;
        lock (holds)
        {
            hold = holds.FirstOrDefault(each => each.Takes(method, target));
        }

        await (hold is { IsAnswer: false } ? hold.Wait() : Task.CompletedTask);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Behind!, target)) { Content = new StreamContent(context.Request.Body) };
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Transfer-Encoding")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var answer = await clerk.SendAsync(request, context.RequestAborted);
        await (hold is { IsAnswer: true } ? hold.Wait() : Task.CompletedTask);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>One request that is held.</summary>
    internal sealed class Held(string method, string pathContains, bool isAnswer)
    {
        // Real time: only so that a test that waits for what never comes fails instead of standing still.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int taken;

        public bool IsAnswer => isAnswer;

        /// <summary>Once it is held.</summary>
        public Task Arrived => arrived.Task.WaitAsync(Patience);

        public void LetGo() => released.TrySetResult();

        public bool Takes(string asked, string target) =>
            asked == method && target.Contains(pathContains, StringComparison.Ordinal) && Interlocked.Exchange(ref taken, 1) == 0;

        public Task Wait()
        {
            arrived.TrySetResult();
            return released.Task;
        }
    }
}
