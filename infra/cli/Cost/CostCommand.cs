using System.CommandLine;

namespace Serverless.Cli.Cost;

/// <summary><c>cost</c>: what a month in Azure costs, from what was measured here and list prices. Needs no app.</summary>
internal static class CostCommand
{
    private static readonly Usage Default = new();

    public static Command Create(Tool tool)
    {
        var events = Number("--events", "Webhooks accepted in a month.", (int)Default.Events, 1, int.MaxValue);
        var requests = Number("--requests", "Calls of the client API in a month.", (int)Default.Requests, 0, int.MaxValue);
        var users = Number("--users", "People who are kept.", (int)Default.Users, 0, 100_000_000);
        var memory = Number("--memory", "Megabytes of an instance, of which Azure has 512, 2048 and 4096.", Default.Memory, 512, 4096);
        var units = new Option<double>("--request-units")
        {
            Description = "Request units of an event.",
            DefaultValueFactory = _ => Default.RequestUnits,
        };
        units.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, out var given) && given is not (>= 0 and <= 10_000))
            {
                result.AddError($"--request-units must be a number from 0 to 10000, not {given}.");
            }
        });
        var operations = Number("--operations", "Operations of Service Bus for an event.", Default.Operations, 3, 100);
        var message = Number("--message-kilobytes", "Size of a message.", Default.MessageKilobytes, 1, 256);
        var telemetry = Number("--telemetry-kilobytes", "Logs and traces of an event.", Default.TelemetryKilobytes, 0, 1_000);
        var sampling = Number("--sampling", "Percent of telemetry that is kept.", Default.Sampling, 0, 100);
        var cost = new Command("cost", "Tell what a month in Azure costs, from what was measured here and list prices. Needs no app.")
        {
            events, requests, users, memory, units, operations, message, telemetry, sampling,
        };
        return tool.Runs(cost, (call, _) =>
        {
            Show(call, new Usage
            {
                Events = call.Get(events),
                Requests = call.Get(requests),
                Users = call.Get(users),
                Memory = call.Get(memory),
                RequestUnits = call.Get(units),
                Operations = call.Get(operations),
                MessageKilobytes = call.Get(message),
                TelemetryKilobytes = call.Get(telemetry),
                Sampling = call.Get(sampling),
            });
            return Task.FromResult(ExitCode.AllWell);
        });
    }

    private static Option<int> Number(string name, string description, int otherwise, int least, int most) =>
        Tool.Limited(new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise }, least, most);

    private static void Show(Call call, Usage usage)
    {
        var lines = CostModel.Lines(usage);
        var (even, bursts) = (lines.Sum(line => line.Even), lines.Sum(line => line.Bursts));
        if (call.IsJson)
        {
            call.Print(new
            {
                Currency = "USD",
                PricesOf = Prices.Of,
                Usage = usage,
                Lines = lines,
                Total = new { Even = even, Bursts = bursts },
                PerMillionEvents = new { Even = PerMillion(even, usage), Bursts = PerMillion(bursts, usage) },
            });
            return;
        }

        call.Human.Line($"{usage.Events:N0} events and {usage.Requests:N0} requests a month, {usage.Users:N0} users, {usage.Memory} MB; "
            + $"US dollars, prices of {Prices.Of}.");
        call.Human.Table(
            ["", "counted", "evenly", "$", "in bursts", "$"],
            [
                .. lines.Select(line => new[]
                {
                    line.Name, line.Unit, Amount(line.EvenAmount), $"{line.Even:N2}", Amount(line.BurstsAmount), $"{line.Bursts:N2}",
                }),
                ["all of it", "", "", $"{even:N2}", "", $"{bursts:N2}"],
                ["for a million events", "", "", $"{PerMillion(even, usage):N2}", "", $"{PerMillion(bursts, usage):N2}"],
            ]);
    }

    private static decimal PerMillion(decimal price, Usage usage) => price * 1_000_000 / usage.Events;

    private static string Amount(decimal amount) => amount switch
    {
        0 => "",
        < 100 => $"{amount:N1}",
        _ => $"{amount:N0}",
    };
}
