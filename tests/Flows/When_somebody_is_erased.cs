using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity.History;
using Serverless.Tests.Support;
using Serverless.Users.Pending;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>Nothing of them is left in any document, ledger, history or message; the tombstone is, and keeps them dead.</summary>
public sealed class When_somebody_is_erased : IAsyncLifetime
{
    private const string Address = "zephyrine.planted@erase.example";
    private const string Name = "Zephyrine";

    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await FailedEvents.Start(
        TimeSpan.Zero, services => services.AddSingleton(new HistoryPace(TimeSpan.FromMilliseconds(20))));

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Search_finds_them_everywhere_and_afterwards_nowhere()
    {
        var person = await SomebodyWhoLeftTracesEverywhere();
        var (before, neighbour) = (await stack.Everything(Cancellation), await stack.Nobody().Get($"/api/ops/users/{await Neighbour()}/history"));

        var preview = await Erase(person, """{"addresses":["%"],"preview":true}""");
        Assert.Equal(Places(preview, "found"), Places(preview, "left"));
        Assert.Equal(before.Count, (await stack.Everything(Cancellation)).Count);
        Assert.All(
            new[] { "dead-letters", "history", "invitations", "invitees", "projects", "reconciliation" },
            place => Assert.True(Places(preview, "found")[place] > 0, $"Nothing in {place}: {preview.Text}"));

        var first = await Erase(person);
        Assert.Equal(Places(preview, "found"), Places(first, "found"));
        await ErasedForGood(person);

        Assert.All(await stack.Everything(Cancellation), AssertTellsNothing);
        Assert.True((await stack.User(person))!.Value.IsDeleted);
        Assert.Equal(neighbour.Text, (await stack.Nobody().Get($"/api/ops/users/{await Neighbour()}/history")).Text);
    }

    [Fact]
    public async Task What_is_late_does_not_bring_them_back()
    {
        var person = await SomebodyWhoLeftTracesEverywhere();
        await ErasedForGood(person);

        await stack.Accept(Payloads.With("user.updated", ("id", person), ("first_name", Name), ("updated_at", 4_000_000_000_000)));
        await stack.Quiet();
        await stack.Sweep();

        Assert.True((await stack.User(person))!.Value.IsDeleted);
        Assert.All(await stack.Everything(Cancellation), AssertTellsNothing);
    }

    [Fact]
    public async Task The_living_are_not_erased_as_they_would_come_back()
    {
        var mara = stack.SignUp();
        await stack.As(mara).Get("/api/me");
        await TestStack.Until(() => stack.The<HistoryWriter>().Unwritten == 0, "the history");
        var before = await stack.Everything(Cancellation);

        Assert.Equal((409, "user-not-deleted"), Refusal(await Erase(mara.Id)));
        Assert.Equal(before, await stack.Everything(Cancellation));
    }

    [Theory]
    [InlineData("""{"addresses":["nobody"]}""")]
    [InlineData("""{"addresses":["a@\u0000b"]}""")]
    [InlineData("""{"addresses":["1@a","2@a","3@a","4@a","5@a","6@a","7@a","8@a","9@a","10@a","11@a"]}""")]
    public async Task What_is_no_address_is_refused(string body) => Assert.Equal((400, "erasure-addresses"), Refusal(await Erase("user_1", body)));

    [Fact]
    public async Task Nobody_unknown_is_erased()
    {
        Assert.Equal((404, "user-unknown"), Refusal(await Erase("user_unknown")));
        Assert.Equal((404, "user-unknown"), Refusal(await Erase("usr_00000000000000000000000000")));
    }

    [Fact]
    public async Task Somebody_else_who_is_expected_at_the_address_stays_so()
    {
        var northwind = await AnOrganization.Of(stack);
        var person = await northwind.FollowLink(await northwind.Invited(Address));
        await stack.Settled();
        stack.Emulators.Clerk.Directory.DeleteUser(person.Id);
        await stack.Settled();
        var again = await (await AnOrganization.Of(stack, "Contoso")).Invited(Address);

        Assert.Equal("True", (await Erase(person.Id))["done"]);

        var invitee = Assert.Single(await stack.All<InviteeDocument>($"SELECT * FROM c"));
        Assert.Equal((again.User, 1), (invitee.User, invitee.Open.Count));
    }

    /// <summary>Invited twice, member, with a project, mended by a sweep, with an event that failed, and deleted.</summary>
    private async Task<string> SomebodyWhoLeftTracesEverywhere()
    {
        var directory = stack.Emulators.Clerk.Directory;
        var (northwind, contoso) = (await AnOrganization.Of(stack), await AnOrganization.Of(stack, "Contoso"));
        await contoso.Revoke(await contoso.Invited(Address));
        var person = await northwind.FollowLink(await northwind.Invited(Address));
        await stack.Settled();
        await stack.As(person).Post("/api/projects", JsonSerializer.Serialize(new { name = $"{Name}'s plan" }));
        stack.LoseWebhooks();
        directory.UpdateUser(person.Id, user => user["first_name"] = Name);
        await stack.Sweep();
        stack.Emulators.Clerk.Faults.Clear();

        stack.BreakUsers();
        await stack.Accept(Payloads.With("user.updated", ("id", person.Id), ("first_name", Name), ("updated_at", 4_000_000_000_000)));
        await TestStack.Until(() => stack.DeadLetterCount() == 1, "the dead letter");
        stack.Emulators.Cosmos.Faults.Clear();

        directory.DeleteUser(person.Id);
        await stack.Settled();
        // As if an instance had died before it had forgotten whom it expected.
        var expected = new InviteeDocument { Id = AddressKey.Of(Address).Value, User = (await stack.User(person.Id))!.Value.Id, ClaimedBy = person.Id };
        await stack.The<InviteeStore>().TryApply(new InviteeDecision.Create(expected), null, Cancellation);
        await TestStack.Until(() => stack.The<HistoryWriter>().Unwritten == 0, "the history");
        return person.Id;
    }

    private async Task<string> Neighbour()
    {
        var admin = stack.Emulators.Clerk.Directory.FindUserByEmail("root-northwind@people.example")!;
        return (await stack.User(admin.Id))!.Value.Id.Value;
    }

    private Task<ApiAnswer> Erase(string person, string body = """{"addresses":["%"]}""") =>
        stack.Nobody().Post($"/api/ops/users/{person}/erase", body.Replace("%", Address, StringComparison.Ordinal));

    /// <summary>Dead letters take a moment.</summary>
    private async Task ErasedForGood(string person)
    {
        while ((await Erase(person))["done"] != "True")
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static void AssertTellsNothing(string kept)
    {
        Assert.DoesNotContain(Name, kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Address, kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(AddressKey.Of(Address).Value, kept, StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, int> Places(ApiAnswer report, string count) => report.Body.GetProperty("places").EnumerateArray()
        .ToDictionary(place => place.GetProperty("place").GetString()!, place => place.GetProperty(count).GetInt32());

    private static (int, string?) Refusal(ApiAnswer answer) => (answer.Status, answer.Code);
}
