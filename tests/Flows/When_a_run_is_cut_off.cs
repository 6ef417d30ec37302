using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Ids;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Whoever worked on a run is gone, together with the messages that should have led on; the next tick takes it up.</summary>
public sealed class When_a_run_is_cut_off : IAsyncLifetime
{
    private readonly DateTimeOffset start = DateTimeOffset.UtcNow.AddHours(-3);
    private TestStack stack = null!;

    private static TimeSpan Stalled => RunRules.StalledAfter + TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        stack = await TestStack.Start();
        stack.Emulators.Clerk.Directory.CreateUsers(
            1_200, number => new NewUser { EmailAddress = $"person-{number}@people.example", Since = start.AddSeconds(number) }, announce: false);
    }

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Run_that_was_only_wished_for_begins()
    {
        await Wish(ago: Stalled);

        await stack.LookForChanges();

        await ExpectDone();
    }

    [Fact]
    public async Task Page_that_was_begun_and_forgotten_is_compared_and_leads_on()
    {
        var current = await Wish(ago: Stalled);
        var store = stack.App.Services.GetRequiredService<RunStore>();
        await store.TryCreate(Report(current), Cancellation);
        await store.Begin(
            new PartDocument
            {
                Run = current.Run,
                Id = PartDocument.PageId(0, 0),
                Window = 0,
                Number = 0,
                IsDone = false,
                Next = new PageStart(1, start.AddSeconds(499).ToUnixTimeMilliseconds() - 1, Behind: null, Seen: 499),
                UpdatedAt = current.StartedAt,
            },
            Cancellation);

        await stack.LookForChanges();

        await ExpectDone();
    }

    [Fact]
    public async Task Run_in_work_is_left_alone()
    {
        var current = await Wish(ago: TimeSpan.Zero);
        await stack.App.Services.GetRequiredService<RunStore>().TryCreate(Report(current), Cancellation);

        await stack.LookForChanges();

        Assert.Equal(RunPhase.Walking, Assert.Single(await stack.Runs()).Phase);
        Assert.Equal(0, stack.Emulators.ServiceBus.Counts("reconcile").TotalCompleted);
    }

    [Fact]
    public async Task Run_that_takes_too_long_fails_and_makes_room_for_another()
    {
        var current = await Wish(ago: RunRules.Patience + TimeSpan.FromMinutes(1));

        await stack.Sweep();

        var runs = await stack.Runs();
        Assert.Equal([(RunPhase.Done, false), (RunPhase.Failed, true)], runs.Select(run => (run.Phase, run.Run == current.Run)));
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }

    [Fact]
    public async Task Of_many_who_start_at_once_one_does()
    {
        var control = stack.App.Services.GetRequiredService<RunControl>();

        var starts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => control.StartSweep(Cancellation))));
        await stack.RunEnds();

        Assert.Single(starts, start => start.IsNew);
        Assert.Single(starts.Select(start => start.Run).Distinct());
        await ExpectDone();
    }

    /// <summary>As far as a start gets that dies after its first write.</summary>
    private async Task<CurrentRun> Wish(TimeSpan ago)
    {
        var then = (DateTimeOffset.UtcNow - ago).ToUnixTimeMilliseconds();
        var current = new CurrentRun(
            RunId.New(stack.App.Services.GetRequiredService<IdGenerator>()),
            RunKind.Sweep,
            then,
            [new Window(Window.Beginning, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())]);
        await stack.App.Services.GetRequiredService<RunStore>().TrySave(new ReconcileState { Since = then, Current = current }, null, Cancellation);
        return current;
    }

    private static RunDocument Report(CurrentRun current) => new()
    {
        Run = current.Run,
        Kind = current.Kind,
        Phase = RunPhase.Walking,
        StartedAt = current.StartedAt,
        Windows = current.Windows,
    };

    private async Task ExpectDone()
    {
        Assert.Equal((RunKind.Sweep, RunPhase.Done), Assert.Single((await stack.Runs()).Select(run => (run.Kind, run.Phase))));
        Assert.Empty(await TruthAtClerk.Differences(stack));
    }
}
