using System.CommandLine;
using Serverless.Cli.Output;
using Serverless.Operations.Status;
using Spectre.Console;

namespace Serverless.Cli.Status;

/// <summary><c>status</c>: is all well, and if not, what wants a person.</summary>
internal static class StatusCommand
{
    public static Command Create(Tool tool)
    {
        var status = new Command("status", "Tell whether all is well: what waits, what could not be handled, and what of it wants a person.");
        return tool.Runs(status, async (call, cancellation) =>
        {
            var answer = await call.App.Get("ops/status", StatusJson.Default.StatusReport, cancellation);
            call.Show(answer, Print);
            return answer.Value.Alerts.Count == 0 ? ExitCode.AllWell : ExitCode.FoundWrong;
        });
    }

    private static void Print(StatusReport report, HumanOutput human)
    {
        human.Line($"{(report.Alerts.Count == 0 ? "All is well" : $"{report.Alerts.Count} alert(s)")}, {HumanOutput.Time(report.At)}, version {report.Versions.App}.");
        foreach (var alert in report.Alerts)
        {
            human.Line(alert.Name, Color.Red, $"  {alert.Says}");
        }

        if (report.Events is { } events)
        {
            human.Line($"Last event {Ago(events.LastReceivedAt, report.At)}; {events.LastHour} in the last hour, "
                + $"from the door to the document {Seconds(events.LagP50Seconds)} (p50), {Seconds(events.LagP99Seconds)} (p99).");
        }

        if (report.Reconcile is { } reconcile)
        {
            human.Line($"Changes compared {Ago(reconcile.ChangesAt, report.At)}, everybody {Ago(reconcile.SweptAt, report.At)}; "
                + $"drift in the last day {reconcile.DriftLastDay}, of which no event came {reconcile.NeverReceivedLastDay}.");
        }

        if (report.Store is { } store)
        {
            human.Line($"Store: {store.Throttled} of {store.Requests} calls of the last hour throttled.");
        }

        if (report.Queues is { } queues)
        {
            human.Line();
            human.Table(
                ["queue", "waiting", "set aside", "oldest", "dead letters"],
                queues.Select(queue => (IReadOnlyList<string>)
                [
                    queue.Queue,
                    $"{queue.Waiting}{(queue.HasMore ? "+" : "")}",
                    $"{queue.SetAside}",
                    Seconds(queue.OldestSeconds),
                    $"{report.DeadLetters?.Counts.Where(count => count.Queue == queue.Queue).Sum(count => count.Count)}",
                ]));
        }
    }

    private static string Ago(DateTimeOffset? time, DateTimeOffset now) => time is { } at ? $"{HumanOutput.Span(now - at)} ago" : "never";

    private static string Seconds(double? seconds) => seconds is { } some ? HumanOutput.Span(TimeSpan.FromSeconds(some)) : "-";
}
