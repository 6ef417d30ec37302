using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Flows;

/// <summary>From the signed webhook to the stored document.</summary>
public sealed class When_events_about_a_user_arrive(When_events_about_a_user_arrive.Environment environment) : IClassFixture<When_events_about_a_user_arrive.Environment>
{
    private const long Version = 1_767_261_600_000;

    private readonly TestStack stack = environment.Running;
    private readonly string clerkId = $"user_{Guid.NewGuid():N}";

    /// <summary>Anybody may write unsafe metadata about themselves; it must not cost them, or us, their events.</summary>
    [Theory]
    [InlineData("unsafe_metadata")]
    [InlineData("public_metadata")]
    public async Task Metadata_nested_as_deep_as_clerk_takes_it_does_not_stop_an_event(string member)
    {
        var deep = new string('[', 3_900) + new string(']', 3_900);
        var json = Payloads.With("user.created", ("id", clerkId), (member, "here"))
            .Replace($"\"{member}\":\"here\"", $$"""
                "{{member}}":{"deep":{{deep}}}
                """, StringComparison.Ordinal);
        Assert.Contains(deep, json, StringComparison.Ordinal);

        await stack.Accept(json);
        await stack.Quiet();

        Assert.Null((await stack.User(clerkId))!.Value.Profile!.PublicMetadata?.GetRawText());
    }

    [Fact]
    public async Task Created_user_is_stored_under_an_id_of_ours()
    {
        await stack.Accept(Event("user.created", Version));
        await stack.Quiet();

        var user = (await stack.User(clerkId))!.Value;
        Assert.StartsWith("usr_", user.Id.Value, StringComparison.Ordinal);
        Assert.Equal((clerkId, UserStatus.Active, Version), (user.Subject, user.Status, user.Version));
        Assert.Equal("mara.ilves@northwind.example", user.Email);
    }

    [Fact]
    public async Task The_same_delivery_and_a_replay_of_it_change_nothing()
    {
        await stack.Accept(Event("user.created", Version), "msg_first_" + clerkId);
        await stack.Quiet();
        var before = await stack.User(clerkId);

        await stack.Accept(Event("user.created", Version), "msg_first_" + clerkId);
        await stack.Accept(Event("user.created", Version), "msg_replayed_" + clerkId);
        await stack.Quiet();

        Assert.Equal(before!.ETag, (await stack.User(clerkId))!.ETag);
    }

    [Fact]
    public async Task Update_before_creation_is_not_undone_by_it()
    {
        await stack.Accept(Event("user.updated", Version + 10, "Marika"));
        await stack.Quiet();
        await stack.Accept(Event("user.created", Version));
        await stack.Quiet();

        Assert.Equal("Marika", (await stack.User(clerkId))!.Value.Profile!.FirstName);
    }

    [Fact]
    public async Task Two_changes_in_the_same_second_are_both_applied()
    {
        await stack.Accept(Event("user.updated", Version, "One"));
        await stack.Quiet();
        await stack.Accept(Event("user.updated", Version + 1, "Two"));
        await stack.Quiet();

        Assert.Equal("Two", (await stack.User(clerkId))!.Value.Profile!.FirstName);
    }

    [Fact]
    public async Task Deleted_user_stays_deleted_and_keeps_the_internal_id()
    {
        await stack.Accept(Event("user.created", Version));
        await stack.Quiet();
        var id = (await stack.User(clerkId))!.Value.Id;

        await stack.Accept(Payloads.With("user.deleted", ("id", clerkId)));
        await stack.Quiet();
        await stack.Accept(Event("user.updated", Version + 1000));
        await stack.Quiet();

        var tombstone = (await stack.User(clerkId))!.Value;
        Assert.Equal((id, true, null, null), (tombstone.Id, tombstone.IsDeleted, tombstone.Profile, tombstone.Email));
    }

    [Fact]
    public async Task Deletion_that_arrives_before_the_creation_wins()
    {
        await stack.Accept(Payloads.With("user.deleted", ("id", clerkId)));
        await stack.Quiet();
        await stack.Accept(Event("user.created", Version));
        await stack.Quiet();

        Assert.True((await stack.User(clerkId))!.Value.IsDeleted);
    }

    [Fact]
    public async Task Same_email_under_a_new_clerk_id_is_another_person()
    {
        await stack.Accept(Event("user.created", Version));
        await stack.Accept(Payloads.With("user.deleted", ("id", clerkId)));
        await stack.Accept(Payloads.With("user.created", ("id", clerkId + "again")));
        await stack.Quiet();

        Assert.True((await stack.User(clerkId))!.Value.IsDeleted);
        Assert.Equal("mara.ilves@northwind.example", (await stack.User(clerkId + "again"))!.Value.Email);
    }

    [Fact]
    public async Task Shuffled_events_of_one_person_end_in_the_newest()
    {
        var versions = Enumerable.Range(0, 40).Select(i => Version + (i / 2)).ToArray();
        new Random(7).Shuffle(versions);

        await Task.WhenAll(versions.Select(version => stack.Accept(Event("user.updated", version, $"N{version}"))));
        await stack.Quiet();

        Assert.Equal($"N{Version + 19}", (await stack.User(clerkId))!.Value.Profile!.FirstName);
        Assert.Equal(0, stack.Emulators.ServiceBus.Counts("user-events").DeadLettered);
    }

    private string Event(string type, long version, string firstName = "Mara") =>
        Payloads.With(type, ("id", clerkId), ("updated_at", version), ("first_name", firstName));

    public sealed class Environment : IAsyncLifetime
    {
        internal TestStack Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await TestStack.Start();

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
