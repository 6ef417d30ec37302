using System.Net;
using System.Net.Http.Json;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>Timers behave as the real extension is documented to. Times are of January 2026: day, then time.</summary>
public sealed class TimerTriggerTests : IAsyncDisposable
{
    private readonly TimerClock clock = new(At(1, 0));
    private readonly StateFolder folder = new();
    private readonly List<ProbeApp> apps = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        folder.Dispose();
    }

    [Fact]
    public async Task Timer_runs_when_due_and_is_told_where_the_schedule_stands()
    {
        var app = await Start("ProbeTimer");

        await clock.MoveTo(At(1, 3));
        await clock.MoveTo(At(2, 3));
        await Runs(app, 2);

        Assert.Equal(["01 03:00:00, last never, next 01 03:00:00", "02 03:00:00, last 01 03:00:00, next 02 03:00:00"], Lines(app));
    }

    [Fact]
    public async Task Run_that_was_missed_several_times_is_made_up_for_once()
    {
        await StartAndStop("ProbeTimer", armed: At(1, 3));
        clock.Advance(TimeSpan.FromDays(5));

        var app = await Start("ProbeTimer");
        await clock.MoveTo(At(6, 3));
        await Runs(app, 2);

        Assert.Equal(["06 00:00:00 past due, last never, next 01 03:00:00", "06 03:00:00, last 06 00:00:00, next 06 03:00:00"], Lines(app));
    }

    [Fact]
    public async Task Nothing_is_made_up_for_when_the_schedule_has_changed()
    {
        await StartAndStop("ProbeTimer", armed: At(1, 3));
        clock.Advance(TimeSpan.FromDays(5));

        var app = await Start("ProbeTimer", "ProbeSchedule=0 0 4 * * *");
        await clock.MoveTo(At(6, 4));
        await Runs(app, 1);

        Assert.Equal(["06 04:00:00, last never, next 06 04:00:00"], Lines(app));
    }

    [Fact]
    public async Task Nothing_is_made_up_for_without_a_state_folder()
    {
        await StartAndStop("ProbeTimer", armed: At(1, 3), "LocalHostStateFolder=");
        clock.Advance(TimeSpan.FromDays(5));

        var app = await Start("ProbeTimer", "LocalHostStateFolder=");
        await clock.MoveTo(At(6, 3));
        await Runs(app, 1);

        Assert.Equal(["06 03:00:00, last never, next 06 03:00:00"], Lines(app));
    }

    [Fact]
    public async Task Run_that_ends_late_is_followed_at_once_and_never_overlapped()
    {
        var app = await Start("ProbeTimer", "ProbeSchedule=0 0 * * * *");
        app.Log.TimerBehaviour = "wait";

        await clock.MoveTo(At(1, 1));
        await Runs(app, 1);
        clock.Advance(TimeSpan.FromHours(3.5));
        Assert.Single(Lines(app));
        app.Log.Gate.Release();
        await Runs(app, 2);

        Assert.Equal("01 04:30:00, last 01 01:00:00, next 01 02:00:00", Lines(app)[1]);
        app.Log.Gate.Release();
        await clock.MoveTo(At(1, 5));
        await Runs(app, 3);
    }

    [Fact]
    public async Task Exception_does_not_stop_the_schedule()
    {
        var app = await Start("ProbeTimer");
        app.Log.TimerBehaviour = "fail";

        await clock.MoveTo(At(1, 3));
        await clock.MoveTo(At(2, 3));
        await Runs(app, 2);
    }

    [Fact]
    public async Task Without_monitor_there_is_no_status_and_nothing_is_made_up_for()
    {
        await StartAndStop("ProbeTimerUnmonitored", armed: At(1, 3));
        clock.Advance(TimeSpan.FromDays(5));

        var app = await Start("ProbeTimerUnmonitored");
        await clock.MoveTo(At(6, 3));
        await Runs(app, 1);

        Assert.Equal(["06 03:00:00, no status"], Lines(app));
    }

    [Fact]
    public async Task Schedule_faster_than_a_minute_is_not_monitored()
    {
        var app = await Start("ProbeTimerFast");

        await clock.MoveTo(At(1, 0).AddSeconds(10));
        await Runs(app, 1);

        Assert.Equal(["01 00:00:10, no status"], Lines(app));
    }

    [Fact]
    public async Task Run_on_startup_comes_at_every_start_but_not_beside_one_that_is_past_due()
    {
        var first = await Start("ProbeTimerOnStartup");
        await Runs(first, 1);
        await first.Stop(Cancellation);
        var second = await Start("ProbeTimerOnStartup");
        await Runs(second, 1);
        await second.Stop(Cancellation);
        clock.Advance(TimeSpan.FromDays(1));
        var third = await Start("ProbeTimerOnStartup");
        await clock.MoveTo(At(2, 3));
        await Runs(third, 2);

        Assert.Equal(["01 00:00:00, last never, next 01 03:00:00"], Lines(first));
        Assert.Equal(["01 00:00:00, last 01 00:00:00, next 01 03:00:00"], Lines(second));
        Assert.Equal("02 00:00:00 past due, last 01 00:00:00, next 01 03:00:00", Lines(third)[0]);
    }

    [Fact]
    public async Task Run_by_hand_does_not_shift_the_schedule()
    {
        var app = await Start("ProbeTimer", "LocalHostKeys=off");
        await TestStack.Until(() => clock.IsArmed(At(1, 3)), "the timer");
        clock.Advance(TimeSpan.FromHours(1));

        using var answer = await app.Http.PostAsync("/admin/functions/probetimer", JsonContent.Create(new { input = "" }), Cancellation);
        await Runs(app, 1);
        await clock.MoveTo(At(1, 3));
        await Runs(app, 2);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["01 01:00:00, last never, next 01 03:00:00", "01 03:00:00, last never, next 01 03:00:00"], Lines(app));
    }

    [Fact]
    public async Task Of_two_instances_one_runs_the_timer_until_it_stops()
    {
        var first = await Start("ProbeTimer");
        await TestStack.Until(() => clock.IsArmed(At(1, 3)), "the first instance");
        var second = await Start("ProbeTimer");
        await TestStack.Until(() => clock.IsArmed(At(1, 0).AddSeconds(1)), "the second instance to poll");

        await clock.MoveTo(At(1, 3));
        await TestStack.Until(() => clock.IsArmed(At(2, 3)), "the first instance to go on");
        await first.Stop(Cancellation);
        clock.Forget();
        await TestStack.Until(() => TakenOver(), "the second instance to take over");
        await clock.MoveTo(At(2, 3));
        await Runs(second, 1);

        Assert.Equal(["01 03:00:00, last never, next 01 03:00:00"], Lines(first));
        Assert.Equal(["02 03:00:00, last 01 03:00:00, next 02 03:00:00"], Lines(second));

        bool TakenOver()
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return clock.IsArmed(At(2, 3));
        }
    }

    [Fact]
    public async Task Status_file_that_was_damaged_begins_the_schedule_anew()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "timers"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "timers", "ProbeTimer.json"), "{\"Schedule\":", Cancellation);

        var app = await Start("ProbeTimer");
        await clock.MoveTo(At(1, 3));
        await Runs(app, 1);
    }

    private static DateTimeOffset At(int day, int hour) => new(2026, 1, day, hour, 0, 0, TimeSpan.Zero);

    private async Task<ProbeApp> Start(string timer, params string[] settings)
    {
        var app = new ProbeApp(clock, [folder.Setting, $"AzureWebJobs.{timer}.Disabled=false", .. settings], apps.FirstOrDefault()?.Broker);
        await app.InitializeAsync();
        apps.Add(app);
        return app;
    }

    private async Task StartAndStop(string timer, DateTimeOffset armed, params string[] settings)
    {
        var app = await Start(timer, settings);
        await TestStack.Until(() => clock.IsArmed(armed), "the timer");
        await app.Stop(Cancellation);
    }

    private static List<string> Lines(ProbeApp app) => [.. app.Log.Lines.Where(line => char.IsDigit(line[0]))];

    private static Task Runs(ProbeApp app, int count) => TestStack.Until(() => Lines(app).Count == count, $"{count} run(s)");
}
