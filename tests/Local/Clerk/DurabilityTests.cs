using System.Net;
using Local.Clerk;
using Local.Journal;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Local.Clerk;

/// <summary>What was answered, and what is still to be delivered, is there after a restart.</summary>
public sealed class DurabilityTests : IAsyncLifetime
{
    private static readonly JournalOptions CompactAlways = new() { CompactAfterBytes = 0, CompactAfterMultiple = 1 };

    private static readonly string[] Lists =
    [
        "/users?limit=500", "/users?order_by=-updated_at", "/users/count", "/organizations?include_members_count=true", "/organization_memberships",
        "/organization_invitations", "/invitations?paginated=true&status=pending&status=revoked&status=accepted", "/jwks",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("clerk-").FullName;
    private readonly ManualClock clock = new();
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync(clock);

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restart_brings_everything_back_as_it_was(bool compacted)
    {
        List<string> before;
        await using (var clerk = await StartAsync(options => compacted ? options with { Journal = CompactAlways } : options))
        {
            await FillAsync(clerk);
            before = await ViewAsync(clerk);
        }

        await using var again = await StartAsync();

        Assert.Equal(before, await ViewAsync(again));
    }

    [Fact]
    public async Task What_was_answered_survives_a_kill()
    {
        await using var clerk = await StartAsync();
        await FillAsync(clerk);
        var before = await ViewAsync(clerk);

        // What a kill -9 at this moment leaves behind: the files as they are, without a chance to write more.
        await using var again = await StartAsync(options => options with { StateFolder = CopyOfFolder() });

        Assert.Equal(before, await ViewAsync(again));
    }

    [Fact]
    public async Task Webhook_not_yet_delivered_survives_a_kill_with_its_id_and_its_place_in_the_schedule()
    {
        receiver.AnswerStatus(503);
        Received first;
        await using (var clerk = await StartAsync(options => options with { Endpoints = [receiver.Endpoint] }))
        {
            clerk.Directory.CreateUser(new() { EmailAddress = "mara@x.example" });
            first = Assert.Single(await receiver.AllAsync(clerk.Simulator));
            clock.Advance(TimeSpan.FromSeconds(5));
            await receiver.AllAsync(clerk.Simulator);
            await clerk.Directory.Durable;
            CopyOfFolder();
        }

        receiver.AnswerStatus(204);
        await using var again = await StartAsync(options => options with { StateFolder = Copied, Endpoints = [receiver.Endpoint] });
        Assert.Equal(1, again.Simulator.Metrics.Webhooks.Pending);
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Empty(await receiver.AllAsync(again.Simulator));
        clock.Advance(TimeSpan.FromSeconds(1));
        var last = Assert.Single(await receiver.AllAsync(again.Simulator));

        Assert.Equal((first.Id, first.Event.GetRawText()), (last.Id, last.Event.GetRawText()));
        Assert.Equal(0, again.Simulator.Metrics.Webhooks.Pending);
    }

    [Fact]
    public async Task Delivered_webhook_does_not_come_again()
    {
        await using (var clerk = await StartAsync(options => options with { Endpoints = [receiver.Endpoint] }))
        {
            clerk.Directory.CreateUser(new());
            Assert.Single(await receiver.AllAsync(clerk.Simulator));
        }

        await using var again = await StartAsync(options => options with { Endpoints = [receiver.Endpoint] });
        clock.Advance(TimeSpan.FromDays(30));

        Assert.Empty(await receiver.AllAsync(again.Simulator));
    }

    [Fact]
    public async Task Webhook_for_an_endpoint_that_is_no_more_ends()
    {
        receiver.AnswerStatus(503);
        await using (var clerk = await StartAsync(options => options with { Endpoints = [receiver.Endpoint] }))
        {
            clerk.Directory.CreateUser(new());
            await receiver.AllAsync(clerk.Simulator);
        }

        await using (var without = await StartAsync())
        {
            Assert.Equal(0, without.Simulator.Metrics.Webhooks.Pending);
        }

        await using var again = await StartAsync(options => options with { Endpoints = [receiver.Endpoint] });
        Assert.Equal(0, again.Simulator.Metrics.Webhooks.Pending);
    }

    [Fact]
    public async Task Version_of_a_user_still_grows_after_a_restart()
    {
        string id;
        long version;
        await using (var clerk = await StartAsync())
        {
            id = clerk.Directory.CreateUser(new()).Id;
            version = clerk.Directory.BanUser(id).UpdatedAt;
        }

        await using var again = await StartAsync();

        Assert.Equal(version + 1, again.Directory.BanUser(id).UpdatedAt);
    }

    [Fact]
    public async Task Id_is_never_given_twice_even_with_a_seed()
    {
        string id;
        await using (var clerk = await StartAsync(options => options with { Seed = 7 }))
        {
            id = clerk.Directory.CreateUser(new()).Id;
            clerk.Directory.DeleteUser(id);
        }

        await using var again = await StartAsync(options => options with { Seed = 7 });

        Assert.NotEqual(id, again.Directory.CreateUser(new()).Id);
    }

    [Fact]
    public async Task Token_of_an_earlier_run_is_signed_with_the_key_of_this_one()
    {
        string key;
        await using (var clerk = await StartAsync())
        {
            key = clerk.Simulator.PublicKey;
        }

        await using var again = await StartAsync();

        Assert.Equal(key, again.Simulator.PublicKey);
    }

    [Fact]
    public async Task Disk_that_fails_is_an_error_until_the_next_start_and_nobody_hears_of_what_may_be_lost()
    {
        List<string> answered = [], announced;
        await using (var clerk = await StartAsync(options => options with { Journal = CompactAlways, Endpoints = [receiver.Endpoint] }))
        {
            // In the place of the file that compaction has to write.
            var obstacle = Directory.CreateDirectory(Path.Combine(folder, "state", "clerk.journal.new"));
            var answer = await clerk.SendAsync("POST /users", "{}");
            while (answer.Status == HttpStatusCode.OK)
            {
                answered.Add(answer.Text("id"));
                answer = await clerk.SendAsync("POST /users", "{}");
            }

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "service_unavailable"), (answer.Status, answer.Code));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await clerk.SendAsync("GET /users")).Status);
            announced = [.. (await receiver.AllAsync(clerk.Simulator)).Select(each => each.DataId)];
            obstacle.Delete();
        }

        await using var again = await StartAsync();
        Assert.Subset((await again.IdsAsync("/users?limit=500")).ToHashSet(), answered.Concat(announced).ToHashSet());
    }

    [Fact]
    public async Task Folder_serves_one_simulator_at_a_time()
    {
        await using var clerk = await StartAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => StartAsync());
    }

    private string Copied => Path.Combine(folder, "copy");

    private Task<RunningClerk> StartAsync(Func<ClerkSimulatorOptions, ClerkSimulatorOptions>? configure = null) => RunningClerk.StartAsync(
        options => (configure ?? (same => same))(options with { StateFolder = Path.Combine(folder, "state"), Seed = null }), clock);

    private string CopyOfFolder()
    {
        Directory.CreateDirectory(Copied);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "state")).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = File.Create(Path.Combine(Copied, Path.GetFileName(file)));
            from.CopyTo(to);
        }

        return Copied;
    }

    private static async Task FillAsync(RunningClerk clerk)
    {
        var directory = clerk.Directory;
        var users = directory.CreateUsers(20);
        directory.BanUser(users[3].Id);
        directory.MergeMetadata(users[4].Id, publicly: new() { ["plan"] = "pro" });
        directory.DeleteUser(users[5].Id);
        var organization = directory.CreateOrganization(
            new() { Name = "Northwind", CreatedBy = users[0].Id, PublicMetadata = new() { ["region"] = "eu" } });
        directory.UpdateOrganization(organization.Id, each => each with { Slug = "other-slug" });
        directory.AddMember(organization.Id, users[1].Id, privately: new() { ["desk"] = 4 });
        directory.AddMember(organization.Id, users[2].Id);
        directory.RemoveMember(organization.Id, users[2].Id);
        directory.AcceptOrganizationInvitation(directory.InviteToOrganization(organization.Id, new() { EmailAddress = "a@x.example" }).Id);
        directory.InviteToOrganization(organization.Id, new() { EmailAddress = "b@x.example", InviterId = users[0].Id });
        directory.RevokeInvitation(directory.Invite(new() { EmailAddress = "c@x.example" }).Id);
        directory.AcceptInvitation(directory.Invite(new() { EmailAddress = "d@x.example" }).Id);
        directory.DeleteOrganization(directory.CreateOrganization(new() { Name = "Gone", CreatedBy = users[0].Id }).Id);
        Assert.Equal(HttpStatusCode.OK, (await clerk.SendAsync("POST /invitations", """{"email_address":"e@x.example"}""")).Status);
    }

    private static async Task<List<string>> ViewAsync(RunningClerk clerk)
    {
        var view = new List<string>();
        foreach (var list in Lists)
        {
            var answer = await clerk.SendAsync($"GET {list}");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            view.Add(answer.Body);
        }

        return view;
    }
}
