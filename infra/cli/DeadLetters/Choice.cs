using System.CommandLine;
using System.Globalization;
using Serverless.Operations.DeadLetters;
using Serverless.Platform.ServiceBus;

namespace Serverless.Cli.DeadLetters;

/// <summary>Options that say which dead letters are meant: those of the API.</summary>
internal sealed class Choice
{
    private const int LongestMinutes = 365 * 24 * 60;

    private readonly Option<string?> queue = QueueOption();
    private readonly Option<string?> reason = new("--reason") { Description = "With this reason, for instance RetriesExhausted." };
    private readonly Option<string?> type = new("--type") { Description = "Of this type, for instance user.created." };
    private readonly Option<string[]> message = new("--letter") { Description = "This one, queue:number as list shows it. Up to 100." };
    private readonly Option<int?> olderThan = new("--older-than") { Description = "Dead letters since so many minutes." };
    private readonly Option<bool> all = new("--all") { Description = "All there are. Must be said if nothing else is." };

    public Choice(Command command)
    {
        foreach (var option in new Option[] { queue, reason, type, message, olderThan, all })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (new Option[] { queue, reason, type, message, olderThan, all }.All(option => result.GetResult(option) is null))
            {
                result.AddError("Which? Say it with --queue, --reason, --type, --letter or --older-than, which must all be so; or that it is --all.");
            }
            else if (result.GetResult(olderThan) is not null && result.GetValue(olderThan) is not (>= 1 and <= LongestMinutes))
            {
                result.AddError($"--older-than must be from 1 to {LongestMinutes} minutes.");
            }
        });
    }

    public static Option<string?> QueueOption() =>
        new Option<string?>("--queue") { Description = "In this queue." }.AcceptOnlyFromAmong([.. Queues.All]);

    /// <summary>As the API wants it to be said.</summary>
    public DeadLetterRedrive Of(Call call, bool isPreview) => new(
        call.Get(queue),
        call.Get(reason),
        call.Get(type),
        call.Get(message) is { Length: > 0 } named ? [.. named.Select(Named)] : null,
        call.Get(olderThan),
        call.Get(all) ? true : null,
        isPreview ? true : null);

    private static ChosenDeadLetter Named(string text) =>
        text.Split(':') is [var queue, var number]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequenceNumber)
            ? new ChosenDeadLetter(queue, sequenceNumber)
            : throw new ToolException(ExitCode.WrongUsage, $"'{text}' names no dead letter; it is queue:number, as list shows it.");
}
