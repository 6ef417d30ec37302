using System.CommandLine;
using System.Text.Json;
using Serverless.Cli.App;
using Serverless.Cli.Output;
using Serverless.Operations.Erasure;

namespace Serverless.Cli.Erase;

/// <summary><c>erase</c>: leaves nothing of somebody who is deleted but the tombstone.</summary>
internal static class EraseCommand
{
    /// <summary>Dead letters are discarded by a run, in seconds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int Tries = 15;

    public static Command Create(Tool tool)
    {
        var id = new Argument<string>("user id") { Description = "Ours, usr_…, or Clerk's, user_…. They must be deleted." };
        var address = new Option<string[]>("--address") { Description = "An address they had, to be found by; may be repeated. A tombstone does not know it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only search, and change nothing." };
        var erase = new Command("erase", "Remove what is kept of somebody who is deleted, and search again; the tombstone stays.") { id, address, dryRun };
        return tool.Runs(erase, async (call, cancellation) =>
        {
            var path = $"ops/users/{Uri.EscapeDataString(call.Get(id))}/erase";
            var isDryRun = call.Get(dryRun);
            var wish = JsonSerializer.SerializeToUtf8Bytes(
                new ErasureRequest(call.Get(address), isDryRun), ErasureJson.Default.ErasureRequest);
            Task<AppAnswer<ErasureReport>> Ask() => call.App.Post(path, wish, ErasureJson.Default.ErasureReport, cancellation);

            var first = await Ask();
            var last = first;
            for (var attempt = 1; !isDryRun && !last.Value.Done && attempt < Tries; attempt++)
            {
                call.Tell($"{last.Value.Places.Sum(place => place.Left)} left; dead letters and waiting messages take their time.");
                await Task.Delay(Pause, call.Clock, cancellation);
                last = await Ask();
            }

            call.Show(last, (report, human) => Print(first.Value, report, isDryRun, human));
            return isDryRun || last.Value.Done ? ExitCode.AllWell : ExitCode.FoundWrong;
        });
    }

    private static void Print(ErasureReport first, ErasureReport last, bool isDryRun, HumanOutput human)
    {
        human.Table(
            ["place", "found", "left"],
            first.Places.Zip(last.Places, (before, after) => (IReadOnlyList<string>)
                [before.Place, $"{before.Found}", isDryRun ? "-" : $"{after.Left}"]));
        human.Line(isDryRun ? "Nothing was changed."
            : last.Done ? $"Nothing is left of {last.Id} but the tombstone."
            : $"Something is left of {last.Id}: run this again later.");
    }
}
