using System.Text.Json;
using Local.Stack;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.EndToEnd;

public sealed class When_timers_run_on_two_instances
{
    private const int Period = 5;
    private const int Ticks = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_tick_is_answered_by_one_of_them()
    {
        var changed = new Dictionary<string, string>(StackSettings.NoTimers)
        {
            ["RECONCILE_CHANGES_SCHEDULE"] = $"*/{Period} * * * * *",
            ["LocalHostKeys"] = "off",
        };
        var state = Directory.CreateTempSubdirectory("serverless-timers-");
        await using (var stack = await RunningStack.Start(StackSettings.Read(Ports.Free(instances: 2), state.FullName, changed), null, Cancellation))
        {
            using var http = new HttpClient { BaseAddress = stack.Settings.WebhookAddress };
            List<long> starts = [];
            await TestStack.Until(() => (starts = Starts(http)).Count >= Ticks, "the ticks", TimeSpan.FromMinutes(1));

            var ticks = starts.ConvertAll(start => start / (Period * 1000));
            TestContext.Current.SendDiagnosticMessage($"{starts.Count} ticks, {ticks.Distinct().Count()} of them different");
            Assert.Equal(ticks.Distinct(), ticks);
        }

        state.Delete(recursive: true);
    }

    /// <summary>When the runs that look for changes began, of which every tick but the first makes one.</summary>
    private static List<long> Starts(HttpClient http)
    {
        using var answer = http.Send(new HttpRequestMessage(HttpMethod.Get, "/api/ops/reconcile"), Cancellation);
        using var json = JsonDocument.Parse(answer.Content.ReadAsStream(Cancellation));
        return [
            .. json.RootElement.GetProperty("runs").EnumerateArray()
                .Where(run => run.GetProperty("kind").GetString() == "changes")
                .Select(run => run.GetProperty("startedAt").GetInt64()),
        ];
    }
}
