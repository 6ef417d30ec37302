using System.Text.Json;
using System.Text.RegularExpressions;
using NCrontab;
using Serverless.Cli;
using Serverless.Cli.Cost;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Cli;

public sealed partial class CostTests
{
    /// <summary>Told of is what the command tells: <c>$ serverless cost …</c> and its answer, in blocks.</summary>
    [Fact]
    public async Task Every_example_in_the_text_is_what_the_command_prints()
    {
        var examples = Example().Matches(SourceTree.Read("infra/COST.md")).ToList();

        Assert.Equal(3, examples.Count);
        foreach (var example in examples)
        {
            var told = await ToolRun.Of(example.Groups["command"].Value.Split(' '));
            Assert.Equal(told.Output, example.Groups["answer"].Value);
        }
    }

    [Fact]
    public async Task Lines_add_up_to_the_total()
    {
        var json = (await ToolRun.Of("cost", "--json", "--events", "2500000")).Json;
        var total = json.GetProperty("total");

        Assert.Equal(total.GetProperty("even").GetDecimal(), json.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("even").GetDecimal()));
        Assert.Equal(total.GetProperty("even").GetDecimal() / 2.5m, json.GetProperty("perMillionEvents").GetProperty("even").GetDecimal());
        Assert.True(total.GetProperty("bursts").GetDecimal() < total.GetProperty("even").GetDecimal());
    }

    [Fact]
    public void What_is_granted_is_not_charged()
    {
        var few = CostModel.Lines(new Usage { Events = 1_000, Memory = 512 });

        Assert.Equal([0m, 0m, Prices.ServiceBusBase], few.Take(3).Select(line => line.Even));
    }

    [Theory]
    [InlineData(1, 5_000_000, 9.81)]
    [InlineData(64, 5_000_000, 9.81)]
    [InlineData(65, 10_000_000, 9.81)]
    [InlineData(200, 20_000_000, 15.41)]   // 13 million come with the namespace, the 7 million beyond cost 0.80 each
    public void Large_messages_are_charged_by_the_64_kilobytes(int kilobytes, int operations, decimal price)
    {
        var line = CostModel.Lines(new Usage { MessageKilobytes = kilobytes }).Single(line => line.Unit == "operations");

        Assert.Equal((operations, price), (line.EvenAmount, line.Even));
    }

    [Fact]
    public void Execution_time_flattens_as_instances_become_busy()
    {
        var (one, ten, hundred) = (Seconds(1_000_000), Seconds(10_000_000), Seconds(100_000_000));

        Assert.InRange(ten, one * 2, one * 5);
        Assert.InRange(hundred, ten, ten * 1.05m);

        static decimal Seconds(long events) => CostModel.Lines(new Usage { Events = events })[0].EvenAmount;
    }

    [Fact]
    public void Timers_run_as_often_as_the_sample_says()
    {
        var begin = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);
        var runs = JsonElement.Parse(SourceTree.Read("local.settings.sample.json")).GetProperty("Values").EnumerateObject()
            .Where(setting => setting.Name.EndsWith("_SCHEDULE", StringComparison.Ordinal))
            .Select(setting => CrontabSchedule.Parse(setting.Value.GetString(), new CrontabSchedule.ParseOptions { IncludingSeconds = true }))
            .Sum(schedule => schedule.GetNextOccurrences(begin.AddSeconds(-1), begin.AddDays(30)).Count());

        Assert.Equal(CostModel.TimerRuns, runs);
    }

    [Theory]
    [InlineData("--events", "0")]
    [InlineData("--request-units", "-1")]
    [InlineData("--message-kilobytes", "1000")]
    public async Task Amounts_that_cannot_be_are_refused(string option, string amount) =>
        Assert.Equal(ExitCode.WrongUsage, (await ToolRun.Of("cost", option, amount)).Code);

    [GeneratedRegex(@"```text\n\$ serverless (?<command>cost[^\n]*)\n(?<answer>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
