using System.CommandLine;
using Serverless.Cli.App;
using Serverless.Cli.Output;
using Serverless.Operations.DeadLetters;

namespace Serverless.Cli.DeadLetters;

/// <summary>What redrive and discard share: a look beforehand, the start of a run, and following it to its end.</summary>
internal sealed class RunOptions
{
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say how many it would be." };
    private readonly Option<bool> noWait = new("--no-wait") { Description = "Do not follow the run." };

    public RunOptions(Command command)
    {
        command.Add(dryRun);
        command.Add(noWait);
    }

    public bool IsPreview(Call call) => call.Get(dryRun);

    /// <param name="what">The door's name.</param>
    /// <param name="body">What it wants to be told.</param>
    public async Task<ExitCode> Begin(Call call, string what, byte[] body, CancellationToken cancellation)
    {
        if (IsPreview(call))
        {
            call.Show(await call.App.Post($"ops/dead-letters/{what}", body, DeadLetterApiJson.Default.DeadLetterPreview, cancellation), Print);
            return ExitCode.AllWell;
        }

        var started = await call.App.Post($"ops/dead-letters/{what}", body, DeadLetterApiJson.Default.StartedDeadLetterRun, cancellation);
        var run = started.Value.Run.Value;
        if (call.Get(noWait))
        {
            call.Show(started, (_, human) => human.Line($"{run} has begun; dead-letters run {run} shows how it is."));
            return ExitCode.AllWell;
        }

        var report = await Follow(call, run, cancellation);
        call.Show(report, RunView.Print);
        return RunView.Verdict(report.Value);
    }

    private static Task<AppAnswer<DeadLetterRunReport>> Follow(Call call, string run, CancellationToken cancellation) => Following.ToTheEnd(
        call,
        run,
        token => RunView.Find(call, run, token),
        report => report.Phase != DeadLetterRunPhase.Running,
        report => $"{report.Done} of {report.Matching}{(report.FailedAgain > 0 ? $", {report.FailedAgain} failed again" : "")}",
        $"It goes on by itself; dead-letters run {run} shows how it is.",
        cancellation);

    private static void Print(DeadLetterPreview preview, HumanOutput human)
    {
        human.Line($"It would be {preview.Total}{(preview.HasMore ? ", and there are more than a run looks at" : "")}.");
        foreach (var count in preview.Counts)
        {
            human.Line($"{count.Count,6}  {count.Queue}  {count.Reason}");
        }
    }
}
