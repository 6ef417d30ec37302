using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Local.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;
using Xunit;

namespace Serverless.Tests.Support;

/// <summary>A stack whose events become dead letters by real means, and the doors to them.</summary>
internal static class FailedEvents
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One try and another at once; then it is a dead letter.</summary>
    private static readonly RedeliveryPolicy Impatient = new()
    {
        RetriesInHandler = 1,
        FirstBackoff = TimeSpan.FromMilliseconds(1),
        MaxTimesSetAside = 0,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="pause">Between the steps of a run.</param>
    /// <param name="setAside">How often an event is set aside, for half a second, before it is a dead letter.</param>
    public static Task<TestStack> Start(
        TimeSpan pause, Action<IServiceCollection>? configure = null, int setAside = 0, params (string Name, string Value)[] changed) =>
        TestStack.Start(
            services =>
            {
                services.AddSingleton(Impatient with { MaxTimesSetAside = setAside, FirstDelay = TimeSpan.FromMilliseconds(500) });
                services.AddSingleton(new DeadLetterPace { Pause = pause, Patience = TimeSpan.FromMilliseconds(200) });
                configure?.Invoke(services);
            },
            changed);

    /// <summary>The documents of users cannot be reached, until the fault is taken away.</summary>
    public static CosmosFault BreakUsers(this TestStack stack) =>
        stack.Emulators.Cosmos.Faults.Add(new CosmosFault(new FaultAction.Answer(503)) { PathContains = "/colls/users/docs" });

    /// <summary>Some people whose creation failed as their documents could not be reached. They can again.</summary>
    /// <returns>Their ids at Clerk.</returns>
    public static async Task<IReadOnlyList<string>> Fail(this TestStack stack, int people)
    {
        var ids = Enumerable.Range(0, people).Select(_ => $"user_{Guid.NewGuid():N}").ToList();
        var before = stack.DeadLetterCount();
        stack.BreakUsers();
        foreach (var id in ids)
        {
            await stack.Accept(Payloads.With("user.created", ("id", id)));
        }

        await TestStack.Until(() => stack.DeadLetterCount() == before + people, "the dead letters", Patience);
        stack.Emulators.Cosmos.Faults.Clear();
        return ids;
    }

    /// <summary>Some events that nobody will ever be able to read.</summary>
    public static async Task FailForGood(this TestStack stack, int events)
    {
        var before = stack.DeadLetterCount();
        for (var i = 0; i < events; i++)
        {
            await stack.Accept(Payloads.Text("user.deleted.no-id"));
        }

        await TestStack.Until(() => stack.DeadLetterCount() == before + events, "the dead letters", Patience);
    }

    public static long DeadLetterCount(this TestStack stack) => stack.Emulators.ServiceBus.Counts("user-events").DeadLettered;

    public static async Task<JsonElement> DeadLetters(this TestStack stack, string query = "") =>
        JsonElement.Parse(await stack.App.Http.GetStringAsync("/api/ops/dead-letters" + query, Cancellation));

    /// <param name="what">redrive or discard.</param>
    public static async Task<ApiAnswer> Ask(this TestStack stack, string what, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await stack.App.Http.PostAsync($"/api/ops/dead-letters/{what}", content, Cancellation);
        return await ApiAnswer.Read(response, Cancellation);
    }

    /// <summary>Starts a run.</summary>
    /// <returns>Where it can be looked at.</returns>
    public static async Task<string> Begin(this TestStack stack, string what, string body)
    {
        var answer = await stack.Ask(what, body);
        Assert.True(answer.Status == 202, answer.Text);
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>The report of a run, once it has ended.</summary>
    public static async Task<JsonElement> Ended(this TestStack stack, string location)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            var report = JsonElement.Parse(await stack.App.Http.GetStringAsync(location, Cancellation));
            if (report.GetProperty("phase").GetString() != "running")
            {
                return report;
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, $"The run has not ended: {report}");
            await Task.Delay(20, Cancellation);
        }
    }

    public static async Task<JsonElement> Run(this TestStack stack, string what, string body) => await stack.Ended(await stack.Begin(what, body));

    /// <summary>In short: how it ended, of how many, how many were done.</summary>
    public static (string? Phase, int Matching, int Done) Outcome(this JsonElement report) =>
        (report.GetProperty("phase").GetString(), report.GetProperty("matching").GetInt32(), report.GetProperty("done").GetInt32());
}
