using System.CommandLine;
using System.Globalization;
using Serverless.Cli.App;
using Serverless.Cli.Output;
using Serverless.Operations.DeadLetters;

namespace Serverless.Cli.DeadLetters;

/// <summary><c>dead-letters list</c>.</summary>
internal static class ListCommand
{
    private const int LargestPage = 200;

    public static Command Create(Tool tool)
    {
        var queue = Choice.QueueOption();
        var reason = new Option<string?>("--reason") { Description = "Only those with this reason." };
        var type = new Option<string?>("--type") { Description = "Only those of this type, for instance user.created." };
        var limit = Tool.Limited(new("--limit") { Description = "How many on a page.", DefaultValueFactory = _ => 50 }, 1, LargestPage);
        var cursor = new Option<string?>("--cursor") { Description = "The next of the page before." };
        var all = new Option<bool>("--all") { Description = "Every page; as JSON, a letter on each line." };
        var list = new Command("list", "Show them, oldest first in each queue, and how many there are. Changes nothing.")
        {
            queue, reason, type, limit, cursor, all,
        };
        return tool.Runs(list, async (call, cancellation) =>
        {
            var query = new Query()
                .Add("queue", call.Get(queue))
                .Add("reason", call.Get(reason))
                .Add("type", call.Get(type))
                .Add("limit", (call.Get(all) ? LargestPage : call.Get(limit)).ToString(CultureInfo.InvariantCulture));
            var page = await Page(call, query.Add("cursor", call.Get(cursor)), cancellation);
            if (!call.Get(all))
            {
                call.Show(page, (value, human) => Print(value, human));
                return ExitCode.AllWell;
            }

            while (true)
            {
                Print(call, page);
                if (page.Value.Next is not { } next)
                {
                    return ExitCode.AllWell;
                }

                page = await Page(call, query.Add("cursor", next), cancellation);
            }
        });
    }

    private static Task<AppAnswer<DeadLetterPage>> Page(Call call, Query query, CancellationToken cancellation) =>
        call.App.Get($"ops/dead-letters{query}", DeadLetterApiJson.Default.DeadLetterPage, cancellation);

    private static void Print(Call call, AppAnswer<DeadLetterPage> page)
    {
        if (!call.IsJson)
        {
            Print(page.Value with { Next = null }, call.Human);
            return;
        }

        foreach (var letter in page.Json.GetProperty("items").EnumerateArray())
        {
            call.PrintLine(letter);
        }
    }

    private static void Print(DeadLetterPage page, HumanOutput human)
    {
        foreach (var count in page.Totals?.Counts ?? [])
        {
            human.Line($"{count.Count,6}  {count.Queue}  {count.Reason}");
        }

        if (page.Totals is { HasMore: true })
        {
            human.Line("        and more than were looked at");
        }

        if (page.Items.Count == 0)
        {
            human.Line("No dead letters.");
            return;
        }

        human.Line();
        human.Table(
            ["letter", "type", "reason", "error", "about", "age", "tries", "redriven"],
            page.Items.Select(item => new[]
            {
                $"{item.Queue}:{item.SequenceNumber}",
                item.Type,
                item.Reason,
                item.Error ?? "",
                string.Join(' ', new[] { item.About.User, item.About.Organization, item.About.Membership, item.About.Invitation }.OfType<string>()),
                HumanOutput.Span(TimeSpan.FromSeconds(item.AgeSeconds)),
                $"{item.DeliveryCount}",
                $"{item.TimesRedriven}",
            }));
        if (page.Next is { } next)
        {
            human.Line($"More: --cursor {next}, or --all");
        }
    }
}
