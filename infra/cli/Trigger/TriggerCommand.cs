using System.CommandLine;
using System.Text.Json.Nodes;
using Serverless.Cli.App;
using Serverless.Cli.Settings;
using Serverless.Webhooks;
using Spectre.Console;

namespace Serverless.Cli.Trigger;

/// <summary><c>trigger</c>: sends an event as Clerk would.</summary>
internal static class TriggerCommand
{
    private const int MostEvents = 10_000;

    public static Command Create(Tool tool)
    {
        var type = new Argument<string?>("event") { Description = "Its type, for instance user.created.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<bool>("--list") { Description = "Show which types there are." };
        var set = new Option<string[]>("--set")
        {
            Description = "Put something else into it, for instance --set data.first_name=Mara; JSON if it can be read as such, else text. "
                + "May be repeated.",
        };
        var id = new Option<string?>("--id")
        {
            Description = "Delivery id, svix-id; with --count the same delivery is repeated. Else a new one each.",
        };
        var at = new Option<DateTimeOffset?>("--at") { Description = "When it happened at Clerk: timestamp and updated_at. Else now." };
        var signedAt = new Option<DateTimeOffset?>("--signed-at")
        {
            Description = "When it was signed: svix-timestamp. Else now; the app allows five minutes.",
        };
        var count = Tool.Limited(new("--count")
        {
            Description = "How many, one after the other.",
            DefaultValueFactory = _ => 1,
        }, 1, MostEvents);
        var secret = new Option<string?>("--secret") { Description = "What it is signed with, whsec_…. Else the first of the settings." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the request instead of sending it." };
        var settings = KnownSettings.NewOption();
        var trigger = new Command("trigger", "Send the app a signed event, as Clerk would: about somebody new, now, unless said otherwise.")
        {
            type, list, set, id, at, signedAt, count, secret, dryRun, settings,
        };
        trigger.Validators.Add(result =>
        {
            if (result.GetValue(type) is null && !result.GetValue(list))
            {
                result.AddError("Which event? --list shows the types.");
            }
        });
        return tool.Runs(trigger, async (call, cancellation) =>
        {
            if (call.Get(list))
            {
                return List(call);
            }

            var webhooks = call.Settings(settings).Webhooks(call.Get(secret) is { } given ? [given] : []);
            var order = new EventOrder(call.Get(type)!, call.Get(set) ?? [], call.Get(id), call.Get(at), call.Get(signedAt));
            var events = order.Make(call.Get(count), webhooks, call.Clock);
            return call.Get(dryRun) ? Print(call, events) : await Send(call, order.Type, events, cancellation);
        });
    }

    private static ExitCode List(Call call)
    {
        var types = SampleEvents.Types.Select(type => new { Type = type, Queue = EventRoutes.QueueOf(type) }).ToList();
        if (call.IsJson)
        {
            call.Print(types);
        }
        else
        {
            call.Human.Table(["event", "goes to"], types.Select(type => new[] { type.Type, type.Queue ?? "(acknowledged, not kept)" }));
        }

        return ExitCode.AllWell;
    }

    private static ExitCode Print(Call call, IEnumerable<(JsonObject Json, SignedEvent Signed)> events)
    {
        foreach (var (_, signed) in events)
        {
            if (call.IsJson)
            {
                call.PrintLine(new { Method = "POST", Url = call.Address.Door, Headers = signed.Headers.ToDictionary(), signed.Body });
            }
            else
            {
                call.Human.Line(signed.ToHttp(call.Address));
            }
        }

        return ExitCode.AllWell;
    }

    private static async Task<ExitCode> Send(
        Call call, string type, IEnumerable<(JsonObject Json, SignedEvent Signed)> events, CancellationToken cancellation)
    {
        var worst = ExitCode.AllWell;
        foreach (var (json, signed) in events)
        {
            using var request = signed.ToRequest(call.Address);
            var answer = await call.App.Send(request, cancellation);
            var about = json["data"]?["id"]?.ToString();
            var outcome = answer.Status switch
            {
                202 => "queued",
                200 => "acknowledged, not kept",
                _ => Refusal.Read(answer) ?? "refused",
            };
            if (call.IsJson)
            {
                call.PrintLine(new { answer.Status, Type = type, Id = signed.Id, About = about, Outcome = outcome });
            }
            else
            {
                call.Human.Line($"{answer.Status}", answer.IsSuccess ? Color.Green : Color.Red, $"  {type}  {about}  {signed.Id}  {outcome}");
            }

            if (!answer.IsSuccess)
            {
                worst = answer.Status >= 500 ? ExitCode.Unreachable : worst == ExitCode.AllWell ? ExitCode.Refused : worst;
            }
        }

        if (worst == ExitCode.Refused)
        {
            call.Tell("Refused: doctor tells whether it is the secret, the clock or the address.");
        }

        return worst;
    }
}
