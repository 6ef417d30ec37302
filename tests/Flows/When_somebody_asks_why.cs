using System.Text.Json;
using Local.Clerk;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.History;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Why a person looks as they do, in words.</summary>
public sealed class When_somebody_asks_why : IAsyncLifetime
{
    private readonly string clerkId = $"user_{Guid.NewGuid():N}";
    private TestStack stack = null!;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start(
        services => services.AddSingleton(new HistoryPace(TimeSpan.FromMilliseconds(50))));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task An_update_that_came_too_late_is_explained()
    {
        await stack.Accept(Payloads.With("user.created", ("id", clerkId), ("updated_at", 1767261600000)), "msg_created");
        await stack.Quiet();
        await stack.Accept(Payloads.With("user.updated", ("id", clerkId), ("updated_at", 1767262800000)), "msg_updated");
        await stack.Quiet();
        await stack.Accept(Payloads.With("user.updated", ("id", clerkId), ("updated_at", 1767262200000)), "msg_late");
        await stack.Quiet();

        var history = await History(clerkId);

        Assert.Equal(
            [
                "The event user.updated, delivery msg_late, told of the person as of 2026-01-01 10:10:00.000Z; "
                    + "what was held is of 2026-01-01 10:20:00.000Z, and newer or as new: ignored as stale.",
                "The event user.updated, delivery msg_updated, told of the person as of 2026-01-01 10:20:00.000Z, "
                    + "which is newer than what was held, of 2026-01-01 10:00:00.000Z: it was replaced.",
                "The event user.created, delivery msg_created, told of the person for the first time as of 2026-01-01 10:00:00.000Z: a document was made.",
            ],
            Texts(history));
        Assert.Equal(history["id"], (await stack.User(clerkId))!.Value.Id.Value);
        Assert.Equal(Texts(history), Texts(await History(history["id"]!)));
    }

    [Fact]
    public async Task Each_door_is_named()
    {
        var northwind = await AnOrganization.Of(stack);
        var invitation = await northwind.Invited("jonas@invited.example");
        var jonas = stack.Emulators.Clerk.Directory.CreateUser(new NewUser { EmailAddress = "jonas@invited.example" });
        await stack.Settled();
        var lost = stack.SignUp("Lost");
        await stack.Sweep();
        var met = stack.SignUp("Met");
        await stack.As(met).Get("/api/me");

        Assert.Equal(["webhook", "invitation"], Doors(await History(jonas.Id), "user"));
        Assert.Contains("invitation", Doors(await History(invitation.User.Value), (await stack.Invitation(invitation.Id))!.Scope));
        Assert.Equal(["reconcile"], Doors(await History(lost.Id), "user"));
        Assert.Equal(["request"], Doors(await History(met.Id), "user"));
    }

    [Fact]
    public async Task Nothing_personal_is_told_and_nobody_unknown_has_a_history()
    {
        var mara = stack.SignUp("Mara", announce: true);
        await stack.Settled();

        var history = await History(mara.Id);

        Assert.DoesNotContain("Mara", history.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@", history.Text, StringComparison.Ordinal);
        Assert.Equal("user-unknown", (await History("user_nobody")).Code);
        Assert.Equal("user-unknown", (await History("usr_00000000000000000000000000")).Code);
        Assert.Equal("user-unknown", (await History("no%20id")).Code);
    }

    [Fact]
    public async Task One_person_is_forgotten_and_others_are_not()
    {
        var (mara, ines) = (stack.SignUp("Mara", announce: true), stack.SignUp("Ines", announce: true));
        await stack.Settled();
        await History(mara.Id);

        var removed = await stack.App.Services.GetRequiredService<HistoryStore>().Erase((await stack.User(mara.Id))!.Value.Id, CancellationToken.None);

        Assert.Equal(1, removed);
        Assert.Empty(Texts(await History(mara.Id)));
        Assert.Single(Texts(await History(ines.Id)));
    }

    /// <summary>Many entries are one document, so that they cost little.</summary>
    [Fact]
    public async Task A_hundred_people_cost_less_than_a_request_unit_each()
    {
        var before = stack.Emulators.Cosmos.Metrics.TotalRequestUnits;
        var writer = stack.App.Services.GetRequiredService<HistoryWriter>();
        for (var i = 0; i < 100; i++)
        {
            writer.Note(AUser.Id, "user", "created", i, null);
        }

        await Written();

        Assert.InRange((stack.Emulators.Cosmos.Metrics.TotalRequestUnits - before) / 100, 0.001, 1);
    }

    private async Task<ApiAnswer> History(string id)
    {
        await Written();
        return await stack.Nobody().Get($"/api/ops/users/{id}/history");
    }

    private Task Written() => TestStack.Until(
        () => stack.App.Services.GetRequiredService<HistoryWriter>().Unwritten == 0, "the history to be written");

    private static List<JsonElement> Items(ApiAnswer history) => [.. history.Body.GetProperty("items").EnumerateArray()];

    private static List<string> Texts(ApiAnswer history) => [.. Items(history).Select(item => item.GetProperty("text").GetString()!)];

    private static List<string> Doors(ApiAnswer history, string about) =>
        [.. Items(history).Where(item => item.GetProperty("about").GetString() == about).Select(item => item.GetProperty("door").GetString()!)];
}
