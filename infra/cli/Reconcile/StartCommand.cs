using System.CommandLine;
using Serverless.Cli.App;
using Serverless.Reconciliation;

namespace Serverless.Cli.Reconcile;

/// <summary><c>reconcile start</c>: a sweep, and the run over organizations that comes behind it.</summary>
internal static class StartCommand
{
    /// <summary>For the run that follows, and for its report, each of which is written a moment after what tells of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create(Tool tool)
    {
        var noWait = new Option<bool>("--no-wait") { Description = "Do not follow it." };
        var start = new Command("start", "Compare everybody with Clerk, then all organizations and their members, and mend what differs.") { noWait };
        return tool.Runs(start, async (call, cancellation) =>
        {
            var started = await call.App.Post("ops/reconcile", null, ReportJson.Default.StartedRun, cancellation);
            var run = started.Value.Run.Value;
            if (call.Get(noWait))
            {
                call.Show(started, (_, human) => human.Line($"{run} has begun; reconcile run {run} shows how it is."));
                return ExitCode.AllWell;
            }

            var sweep = await Follow(call, run, cancellation);
            Report(call, sweep);
            if (await Next(call, sweep.Value.Run, cancellation) is not { } next)
            {
                return RunView.Verdict(sweep.Value.Run);
            }

            var organizations = await Follow(call, next, cancellation);
            Report(call, organizations);
            return new[] { sweep, organizations }.Select(ended => RunView.Verdict(ended.Value.Run)).Max();
        });
    }

    /// <summary>Two runs, so as JSON each is a line.</summary>
    private static void Report(Call call, AppAnswer<RunLedger> ended)
    {
        if (call.IsJson)
        {
            call.PrintLine(ended.Json.GetProperty("run"));
        }
        else
        {
            RunView.Print(ended.Value.Run, call.Human);
        }
    }

    private static Task<AppAnswer<RunLedger>> Follow(Call call, string run, CancellationToken cancellation) => Following.ToTheEnd(
        call,
        run,
        token => FindBegun(call, run, token),
        ledger => RunView.HasEnded(ledger.Run),
        ledger => RunView.InShort(ledger.Run),
        $"It goes on by itself; reconcile run {run} shows how it is.",
        cancellation);

    /// <summary>A run has its place before it has its report.</summary>
    private static async Task<AppAnswer<RunLedger>> FindBegun(Call call, string run, CancellationToken cancellation)
    {
        var deadline = call.Clock.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                return await RunView.Find(call, run, after: null, cancellation);
            }
            catch (ToolException unknown) when (unknown.Code == ExitCode.Refused && call.Clock.GetUtcNow() < deadline)
            {
                await Task.Delay(call.Surroundings.PollEvery, cancellation);
            }
        }
    }

    /// <summary>The run that took the place of one that has ended, also if it has ended by now; or null.</summary>
    private static async Task<string?> Next(Call call, RunReport ended, CancellationToken cancellation)
    {
        var deadline = call.Clock.GetUtcNow() + Patience;
        while (call.Clock.GetUtcNow() < deadline)
        {
            var overview = (await RunView.Overview(call, before: null, cancellation)).Value;
            if (overview.Current != ended.Run)
            {
                return (overview.Current ?? overview.Runs.FirstOrDefault(run => Follows(run, ended))?.Run)?.Value;
            }

            await Task.Delay(call.Surroundings.PollEvery, cancellation);
        }

        return null;
    }

    private static bool Follows(RunReport run, RunReport ended) => run.Kind == RunKind.Organizations && run.StartedAt >= ended.FinishedAt;
}
