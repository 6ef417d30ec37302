using Serverless.Identity;
using Serverless.Reconciliation;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Reconciliation;

public sealed class PageComparisonTests
{
    private static readonly UserSeen Theirs = AUser.Seen(7, source: FactSource.Api);

    [Fact]
    public void Same_content_is_in_sync() => Assert.IsType<Finding.InSync>(Meet(AUser.Seen(7)));

    [Fact]
    public void Newer_document_than_the_page_is_in_sync() => Assert.IsType<Finding.InSync>(Meet(AUser.Seen(8, "Marika")));

    [Fact]
    public void Older_document_differs() => Assert.Equal(new Finding.Differs(Theirs), Meet(AUser.Seen(6)));

    /// <summary>Not the version alone: every user is compared by content.</summary>
    [Fact]
    public void Same_version_with_other_content_differs() => Assert.Equal(new Finding.Differs(Theirs), Meet(AUser.Seen(7, "Zoe")));

    [Fact]
    public void Document_the_page_does_not_name_is_absent() =>
        Assert.IsType<Finding.Absent>(new PageComparison([]).Meet(AUser.After([AUser.Seen(7)])!));

    [Fact]
    public void Users_met_by_no_document_are_left_over()
    {
        var comparison = new PageComparison([Theirs, Theirs with { Subject = AUser.ASubject("user_other") }]);

        comparison.Meet(AUser.After([AUser.Seen(7)])!);

        Assert.Equal("user_other", Assert.Single(comparison.Unmet).Subject.Subject);
    }

    [Fact]
    public void Of_one_user_listed_twice_the_newer_counts() =>
        Assert.Equal(8, Assert.Single(new PageComparison([Theirs, Theirs with { Version = 8 }, Theirs]).Unmet).Version);

    private static Finding Meet(UserSeen ours) => new PageComparison([Theirs]).Meet(AUser.After([ours])!);
}
