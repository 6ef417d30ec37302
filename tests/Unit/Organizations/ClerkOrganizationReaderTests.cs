using System.Text.Json.Nodes;
using Serverless.Organizations;
using Serverless.Platform.Clerk;
using Serverless.Tests.Support;
using Xunit;

namespace Serverless.Tests.Unit.Organizations;

public sealed class ClerkOrganizationReaderTests
{
    [Fact]
    public void Organization_is_read()
    {
        var seen = Assert.IsType<OrganizationSeen>(Assert.IsType<OrganizationReading.OfOrganization>(Read("organization.created")).Fact);

        Assert.Equal(("Northwind Robotics", "northwind-robotics"), (seen.Profile.Name, seen.Profile.Slug));
        Assert.Equal(1767267001123, seen.Version);
    }

    [Fact]
    public void Deletion_needs_no_more_than_an_id() =>
        Assert.IsType<OrganizationGone>(Assert.IsType<OrganizationReading.OfOrganization>(Read("organization.deleted")).Fact);

    [Fact]
    public void Membership_is_read_with_both_ids_and_its_beginning()
    {
        var seen = Assert.IsType<MembershipSeen>(Assert.IsType<OrganizationReading.OfMembership>(Read("organizationMembership.created")).Fact);

        Assert.Equal(("org_2qD1fG5hJk3LzXc7VbNmQwErTyU", "user_2qC9aE3iOu7NbMv1QwRtYxZkPlS"), (seen.Organization.Subject, seen.User.Subject));
        Assert.Equal(("orgmem_2qE2gH6iKm4NzYd8WcPoRxFsUzV", 1767270600123, "org:member"), (seen.Membership, seen.JoinedAt, seen.Role));
    }

    [Fact]
    public void Role_without_the_prefix_gets_it() =>
        Assert.Equal("org:basic_member", Assert.IsType<MembershipSeen>(
            Assert.IsType<OrganizationReading.OfMembership>(Read("organizationMembership.created.unprefixed-role")).Fact).Role);

    [Fact]
    public void End_of_a_membership_is_read() =>
        Assert.IsType<MembershipEnded>(Assert.IsType<OrganizationReading.OfMembership>(Read("organizationMembership.deleted")).Fact);

    [Theory]
    [InlineData("organization.created", "id", "OrganizationWithoutId")]
    [InlineData("organization.created", "updated_at", "OrganizationWithoutVersion")]
    [InlineData("organization.deleted", "id", "OrganizationWithoutId")]
    [InlineData("organizationMembership.created", "id", "MembershipWithoutId")]
    [InlineData("organizationMembership.created", "organization", "MembershipWithoutId")]
    [InlineData("organizationMembership.created", "public_user_data", "MembershipWithoutId")]
    [InlineData("organizationMembership.created", "created_at", "MembershipWithoutBeginning")]
    [InlineData("organizationMembership.created", "updated_at", "MembershipWithoutVersion")]
    public void Event_without_what_it_needs_is_unreadable_for_a_named_reason(string payload, string member, string reason) => Assert.Equal(
        reason, Assert.IsType<OrganizationReading.Unreadable>(Read(payload, (member, null))).Reason);

    private static OrganizationReading Read(string payload, params (string, JsonNode?)[] changes) => ClerkOrganizationReader.Read(
        new ClerkEvent("msg_1", payload.Split('.') is [var first, var second, ..] ? $"{first}.{second}" : payload, 1, null, BinaryData.FromString(Payloads.With(payload, changes))));
}
