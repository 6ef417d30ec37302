using Serverless.Platform.ServiceBus;
using Serverless.Webhooks;
using Xunit;

namespace Serverless.Tests.Unit.Webhooks;

public sealed class EventRoutesTests
{
    [Fact]
    public void All_45_published_types_are_known() => Assert.Equal(45, EventRoutes.KnownTypes.Distinct().Count());

    [Theory]
    [InlineData("user.", 3, Queues.UserEvents)]
    [InlineData("organization.", 3, Queues.OrganizationEvents)]
    [InlineData("organizationMembership.", 3, Queues.OrganizationEvents)]
    [InlineData("organizationInvitation.", 3, Queues.Invitations)]
    public void Handled_types_go_to_the_queue_of_their_room(string prefix, int count, string queue)
    {
        var types = EventRoutes.KnownTypes.Where(type => type.StartsWith(prefix, StringComparison.Ordinal)).ToList();

        Assert.Equal(count, types.Count);
        Assert.All(types, type => Assert.Equal(queue, EventRoutes.QueueOf(type)));
    }

    [Fact]
    public void All_other_types_are_ignored() => Assert.Equal(33, EventRoutes.KnownTypes.Count(type => EventRoutes.QueueOf(type) is null));

    [Theory]
    [InlineData("invitation.created")]
    [InlineData("user.banned")]
    [InlineData("")]
    public void Type_not_in_the_list_is_ignored_too(string type) => Assert.Null(EventRoutes.QueueOf(type));
}
