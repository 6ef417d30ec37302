using Serverless.Cli.App;
using Serverless.Cli.Output;
using Serverless.Operations.DeadLetters;

namespace Serverless.Cli.DeadLetters;

/// <summary>A run over dead letters, for people.</summary>
internal static class RunView
{
    public static Task<AppAnswer<DeadLetterRunReport>> Find(Call call, string run, CancellationToken cancellation) =>
        call.App.Get($"ops/dead-letters/runs/{Uri.EscapeDataString(run)}", DeadLetterRunJson.Default.DeadLetterRunReport, cancellation);

    /// <summary>A run ends well although letters came back, if they were few or it was over before they did.</summary>
    public static ExitCode Verdict(DeadLetterRunReport report) =>
        report.Phase == DeadLetterRunPhase.Stopped || report.FailedAgain > 0 ? ExitCode.FoundWrong : ExitCode.AllWell;

    public static void Print(DeadLetterRunReport report, HumanOutput human)
    {
        human.Line($"{report.Run}, {HumanOutput.Word(report.Kind)} {Whom(report)}: {HumanOutput.Word(report.Phase)}");
        var last = report.FinishedAt is { } end ? $"ended {HumanOutput.Time(end)}" : $"last moved {HumanOutput.Time(report.MovedAt)}";
        human.Line($"  begun {HumanOutput.Time(report.StartedAt)}, {last}");
        human.Line($"  {report.Done} of {report.Matching} done, {report.FailedAgain} failed again");
        foreach (var part in report.Queues)
        {
            human.Line($"  {part.Queue}: {part.Done} of {part.Matching}");
        }

        foreach (var line in new[] { report.Because is { } because ? $"because: {because}" : null, report.Remark }.OfType<string>())
        {
            human.Line($"  {line}");
        }
    }

    public static void Print(DeadLetterRunPage page, HumanOutput human)
    {
        if (page.Runs.Count == 0)
        {
            human.Line("No runs.");
            return;
        }

        human.Table(
            ["run", "what", "of which", "phase", "done", "of", "failed again", "begun"],
            page.Runs.Select(run => new[]
            {
                run.Run.Value, HumanOutput.Word(run.Kind), Whom(run), HumanOutput.Word(run.Phase),
                $"{run.Done}", $"{run.Matching}", $"{run.FailedAgain}", HumanOutput.Time(run.StartedAt),
            }));
        if (page.Before is { } before)
        {
            human.Line($"More: --before {before}");
        }
    }

    private static string Whom(DeadLetterRunReport report)
    {
        var filter = report.Filter;
        var said = new[]
        {
            filter.Queue is { } queue ? $"in {queue}" : null,
            filter.Reason is { } reason ? $"with {reason}" : null,
            filter.Type is { } type ? $"of {type}" : null,
            filter.Messages is { } messages ? $"{messages} named" : null,
            filter.Before is { } before ? $"since before {HumanOutput.Time(before)}" : null,
            filter.RipeAt is not null ? "worth another try" : null,
        }.OfType<string>().ToList();
        return (said.Count == 0 ? "of all" : string.Join(", ", said)) + (report.ByTheClock ? ", by the clock" : "");
    }
}
