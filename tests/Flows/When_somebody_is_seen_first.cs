using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Ids;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Flows;

public sealed class When_somebody_is_seen_first : IAsyncLifetime
{
    private readonly string clerkId = $"user_{Guid.NewGuid():N}";
    private TestStack stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stack = await TestStack.Start();

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sixty_four_instances_at_once_give_one_internal_id(bool expectNew)
    {
        var subject = AUser.ASubject(clerkId);
        var maps = Enumerable.Range(0, 64).Select(_ => AnInstance()).ToList();

        var ids = await Task.WhenAll(maps.Select(map => Task.Run(() => map.GetOrCreate(subject, expectNew, Cancellation))));

        Assert.Single(ids.Select(seen => seen.Id).Distinct());
        Assert.Single(ids, seen => seen.IsNew);
        maps.ForEach(map => map.Dispose());
    }

    [Fact]
    public async Task Sixty_four_facts_at_once_give_one_document_with_the_newest()
    {
        var facts = Enumerable.Range(1, 64).Select(version => AUser.Seen(version, $"N{version}") with { Subject = AUser.ASubject(clerkId) });

        await Task.WhenAll(facts.Select(fact => Task.Run(() => ApplyUntilDone(fact))));

        Assert.Equal("N64", (await stack.User(clerkId))!.Value.Profile!.FirstName);
    }

    [Fact]
    public async Task Crash_between_identity_and_document_is_healed_by_the_next_event()
    {
        using var instance = AnInstance();
        var (id, _) = await instance.GetOrCreate(AUser.ASubject(clerkId), expectNew: true, Cancellation);

        await stack.Accept(Payloads.With("user.created", ("id", clerkId)));
        await stack.Quiet();

        Assert.Equal(id, (await stack.User(clerkId))!.Value.Id);
    }

    /// <summary>An identity map with a cache of its own, as another instance of the app has.</summary>
    private IdentityMap<UserId> AnInstance() => new(
        stack.App.Services.GetRequiredService<Documents<IdentityDocument>>(), stack.App.Services.GetRequiredService<IdGenerator>());

    private async Task ApplyUntilDone(UserFact fact)
    {
        while (true)
        {
            try
            {
                await stack.App.Services.GetRequiredService<UserSync>().Apply(fact, expectNew: false, Cancellation);
                return;
            }
            catch (WriteContentionException)
            {
                // What the queue would do: deliver it again.
            }
        }
    }
}
