using System.CommandLine;
using Serverless.Cli.Settings;
using Spectre.Console;

namespace Serverless.Cli.Doctor;

/// <summary><c>doctor</c>: is everything there, reachable and the same on both sides?</summary>
internal static class DoctorCommand
{
    /// <summary>For one check with all its looks.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create(Tool tool)
    {
        var file = KnownSettings.NewOption();
        var doctor = new Command(
            "doctor", "Check settings, reachability, keys, signatures and clocks; of what is wrong say what to do. Changes nothing.")
        {
            file,
        };
        return tool.Runs(doctor, async (call, cancellation) =>
        {
            var settings = call.Settings(file);
            var findings = await Examine(Checks(call, settings), cancellation);
            Report(call, settings, findings);
            return findings.Any(finding => finding.Outcome == Outcome.Failed) ? ExitCode.FoundWrong : ExitCode.AllWell;
        });
    }

    private static IReadOnlyList<ICheck> Checks(Call call, KnownSettings settings)
    {
        var needs = AppNeeds.Of(settings.Configuration);
        return
        [
            new SettingsCheck(settings, needs),
            new AppCheck(call.App, call.Surroundings.PollEvery * 6),
            new SignatureCheck(call, settings),
            new CosmosCheck(settings, needs),
            new ServiceBusCheck(settings, needs),
            new ClerkCheck(settings),
            new ClockCheck(call, settings),
        ];
    }

    /// <summary>All at once; in the order of the checks.</summary>
    private static async Task<IReadOnlyList<Finding>> Examine(IEnumerable<ICheck> checks, CancellationToken cancellation) =>
        [.. (await Task.WhenAll(checks.Select(check => Look(check, cancellation)))).SelectMany(findings => findings)];

    private static async Task<IReadOnlyList<Finding>> Look(ICheck check, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            // Also if what it asks does not heed the token.
            return await check.Look(patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [Finding.Failed(
                check.Name,
                $"did not end within {Patience.TotalSeconds:0} s.",
                "Is there a firewall in between, or an address that leads nowhere?")];
        }
#pragma warning disable CA1031 // The others' findings are worth more; what it was is told.
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return [Finding.Failed(
                check.Name, $"{unforeseen.GetType().Name}: {unforeseen.Message}", "Nobody foresaw this; the message may tell what is wrong.")];
        }
    }

    private static void Report(Call call, KnownSettings settings, IReadOnlyList<Finding> findings)
    {
        var failed = findings.Count(finding => finding.Outcome == Outcome.Failed);
        if (call.IsJson)
        {
            call.Print(new { Url = call.Address.Url, Settings = settings.Origin, Failed = failed, Checks = findings });
            return;
        }

        var human = call.Human;
        human.Line($"The app at {call.Address.Url}, settings of {settings.Origin}.");
        human.Line();
        var width = findings.Max(finding => finding.Name.Length);
        foreach (var finding in findings)
        {
            var (word, colour) = finding.Outcome switch
            {
                Outcome.Ok => ("ok     ", Color.Green),
                Outcome.Failed => ("FAILED ", Color.Red),
                _ => ("skipped", Color.Grey),
            };
            human.Line($"  {word}  ", colour, $"{finding.Name.PadRight(width)}  {finding.Found}");
            if (finding.Remedy is { } remedy)
            {
                human.Line($"             {remedy}");
            }
        }

        human.Line();
        human.Line(failed == 0 ? "All is well." : $"{failed} of {findings.Count} checks failed.");
    }
}
